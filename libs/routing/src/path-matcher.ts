import { RE2JS, RE2JSSyntaxException } from 're2js'

/** How a route chooses paths. `beginning` is the fixed text that each of its paths begins with: the more of it, the more specific. */
export type PathMatcher =
  | { readonly kind: 'path'; readonly beginning: string }
  | { readonly kind: 'prefix'; readonly beginning: string }
  | { readonly kind: 'regex'; readonly beginning: string; readonly matches: (path: string) => boolean }

/** The matcher of a route, of which at most one of the three is set; with none it takes every path. */
export function pathMatcher(route: {
  readonly path?: string | undefined
  readonly prefix?: string | undefined
  readonly regex?: string | undefined
}): PathMatcher {
  if (route.path !== undefined) return { kind: 'path', beginning: route.path }
  if (route.regex === undefined) return { kind: 'prefix', beginning: route.prefix ?? '/' }
  const compiled = RE2JS.compile(route.regex)
  return { kind: 'regex', beginning: fixedBeginning(route.regex), matches: (path) => compiled.testExact(path) }
}

export type RegexResult =
  | { readonly outcome: 'ok'; readonly beginning: string }
  | { readonly outcome: 'refused'; readonly message: string }

/** Whether the linear-time engine takes `pattern`, and with which fixed text its matches begin. */
export function compileRegex(pattern: string): RegexResult {
  try {
    RE2JS.compile(pattern)
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { outcome: 'refused', message: error.message }
    throw error
  }
  return { outcome: 'ok', beginning: fixedBeginning(pattern) }
}

/**
 * The text before the first special character, at least the `/` of every path. It may be less than what the expression
 * fixes, never more.
 */
function fixedBeginning(pattern: string): string {
  if (hasAlternatives(pattern)) return '/'
  const [, text = '', next] = /^\^?([^\\^$.?*+()[\]{}|]*)([?*{])?/.exec(pattern) ?? []
  return (next === undefined ? text : text.slice(0, -1)) || '/'
}

/** Whether there is a `|` outside of parentheses, classes and escapes; yes in case of doubt. */
function hasAlternatives(pattern: string): boolean {
  if (pattern.includes('\\Q')) return true
  let rest = pattern.replaceAll(/\\./gs, '').replaceAll(/\[[^\]]*\]/g, '')
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replaceAll(/\([^()]*\)/g, '')
  }
  return rest.includes('|')
}
