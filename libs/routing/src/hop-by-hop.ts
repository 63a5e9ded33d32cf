import { foldHeaderName, type Header } from './header-name.ts'

/** Whether a header speaks about one connection only and never passes (RFC 9110 section 7.6.1). `name` is folded. */
export function isHopByHop(name: string): boolean {
  return hopByHop.has(name) || name.startsWith('proxy-')
}

/** The folded names that `Connection` declares hop-by-hop; nothing may so remove what frames or routes the message. */
export function connectionOptions(headers: readonly Header[]): ReadonlySet<string> {
  const options = new Set<string>()
  for (const [name, value] of headers) {
    if (foldHeaderName(name) !== 'connection') continue
    for (const option of value.split(',')) options.add(foldHeaderName(option.trim()))
  }
  for (const name of neverAnOption) options.delete(name)
  return options
}

/** Whether a `TE` header asks for trailers, which is all of it that may pass (RFC 9110 section 10.1.4). */
export function asksForTrailers(headers: readonly Header[]): boolean {
  return headers.some(
    ([name, value]) => name.toLowerCase() === 'te' && /(?:^|,)[ \t]*trailers[ \t]*(?:,|$)/i.test(value),
  )
}

// Expect is here because we answer it ourselves: the body goes on as soon as the upstream takes it.
const hopByHop: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings', 'expect'],
])
const neverAnOption = ['host', 'content-length'] as const
