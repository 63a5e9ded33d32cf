interface StoredCookie {
  readonly host: string
  readonly path: string
  readonly name: string
  readonly value: string
}

/**
 * Keeps cookies as a browser does: each for the host that set it and for its path (RFC 6265 section 5), whatever the port.
 * One that breaks the rules of its `__Host-` prefix is dropped, as browsers do without a word.
 */
export class CookieJar {
  #cookies: readonly StoredCookie[] = []

  store(url: URL, setCookie: readonly string[]): void {
    for (const text of setCookie) this.#store(url, text)
  }

  /** The `Cookie` header for a request, `undefined` if there is nothing to send. */
  header(url: URL): string | undefined {
    const sent = this.#cookies.filter(({ host, path }) => host === url.hostname && isBelow(url.pathname, path))
    const pairs = sent.sort((a, b) => b.path.length - a.path.length).map(({ name, value }) => `${name}=${value}`)
    return pairs.length === 0 ? undefined : pairs.join('; ')
  }

  /** The value that a host's cookie has now. */
  value(host: string, name: string): string | undefined {
    return this.#cookies.find((cookie) => cookie.host === host && cookie.name === name)?.value
  }

  names(host: string): readonly string[] {
    return this.#cookies.filter((cookie) => cookie.host === host).map(({ name }) => name)
  }

  #store(url: URL, text: string): void {
    const [pair = '', ...rest] = text.split(';').map((part) => part.trim())
    const attributes = new Map(rest.map((part) => splitOnce(part)).map(([name, value]) => [name.toLowerCase(), value]))
    const [name, value] = splitOnce(pair)
    const path = attributes.get('path') ?? '/'
    if (name.startsWith('__Host-') && (!attributes.has('secure') || attributes.has('domain') || path !== '/')) return
    const cookie = { host: url.hostname, path, name, value }
    const others = this.#cookies.filter(
      (other) => other.host !== cookie.host || other.path !== path || other.name !== name,
    )
    this.#cookies = isOver(attributes) ? others : [...others, cookie]
  }
}

function splitOnce(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function isBelow(requestPath: string, path: string): boolean {
  return requestPath === path || requestPath.startsWith(path.endsWith('/') ? path : `${path}/`)
}

function isOver(attributes: ReadonlyMap<string, string>): boolean {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = attributes.get('expires')
  return expires !== undefined && Date.parse(expires) <= Date.now()
}
