/** Text that is HTML already. The `html` template makes it. */
export class Html {
  readonly #text: string

  private constructor(text: string) {
    this.#text = text
  }

  /** The literal parts are trusted, every value is escaped unless it is `Html` itself. */
  static template(parts: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(parts.map((part, index) => part + render(values[index])).join(''))
  }

  /** Takes `text` as HTML. For constants of this package alone, never for what came from elsewhere. */
  static trusted(text: string): Html {
    return new Html(text)
  }

  toString(): string {
    return this.#text
  }
}

export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[]

/** HTML with values in it, escaped for text and for quoted attributes. Leave no attribute unquoted. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.template(parts, values)
}

/** An address for `href` or `action`: http, https or a path on this host; for anything else (`javascript:`, `//host`) it is `/`. */
export function safeUrl(url: string): string {
  return /^(?:https?:\/\/[^/\\]|\/(?![/\\]))/i.test(url) && !/[\x00-\x20\x7f]/.test(url) ? url : '/'
}

function render(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
