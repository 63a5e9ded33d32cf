/** One pair of a `Cookie` header, as it came: not decoded, quotes kept. */
export interface Cookie {
  readonly name: string
  readonly value: string
}

/**
 * The pairs of the `Cookie` field lines in their order, duplicates included, so that whoever asks for one cookie sees that
 * there are two. A pair that breaks the grammar of RFC 6265 section 4.2.1 is left out.
 */
export function parseCookies(...fieldLines: readonly string[]): Cookie[] {
  const cookies: Cookie[] = []
  for (const pair of fieldLines.flatMap((line) => line.split(';'))) {
    const [, name, value] = cookiePair.exec(pair) ?? []
    if (name !== undefined && value !== undefined) cookies.push({ name, value })
  }
  return cookies
}

/** All values that came under exactly this name. */
export function cookieValues(cookies: readonly Cookie[], name: string): string[] {
  return cookies.filter((cookie) => cookie.name === name).map(({ value }) => value)
}

/** The same for one field line, of which no more is read than the pairs that hold the name: it comes with every request. */
export function cookieValuesIn(fieldLine: string, name: string): string[] {
  if (!fieldLine.includes(name)) return []
  const pairs = fieldLine.split(';').filter((pair) => pair.includes(name))
  return cookieValues(parseCookies(...pairs), name)
}

const cookiePair =
  /^[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=("[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*"|[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*)[ \t]*$/
