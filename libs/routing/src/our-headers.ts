import { foldHeaderName } from './header-name.ts'

/** Carries the signed assertion to the upstream. */
export const assertionHeader = 'x-sallyport-jwt-assertion'
/** One header per configured claim, such as `x-sallyport-claim-email`. */
export const claimHeaderPrefix = 'x-sallyport-claim-'

/** The folded names of configured aliases of our headers. */
export type HeaderAliases = ReadonlySet<string>

export const noAliases: HeaderAliases = new Set()

export function headerAliases(names: Iterable<string>): HeaderAliases {
  return new Set(Iterator.from(names).map(foldHeaderName))
}

/** Whether only we may say this, towards an upstream and towards a client, on every route. `name` in any spelling. */
export function isOurHeader(name: string, aliases: HeaderAliases = noAliases): boolean {
  const folded = foldHeaderName(name)
  return folded.startsWith('x-sallyport-') || folded.startsWith('x-pomerium-') || aliases.has(folded)
}
