import { foldHeaderName, type Header } from './header-name.ts'

/** Whether a header speaks about one connection only and never passes (RFC 9110 section 7.6.1). `name` is folded. */
export function isHopByHop(name: string): boolean {
  return hopByHop.has(name) || name.startsWith('proxy-')
}

/** The folded names that `Connection` declares hop-by-hop; nothing may so remove what frames or routes the message. */
export function connectionOptions(headers: readonly Header[]): ReadonlySet<string> {
  let options: Set<string> | undefined
  for (const [name, value] of headers) {
    if (name.length !== 'connection'.length || name.toLowerCase() !== 'connection') continue
    if (/^(?:keep-alive|close)$/i.test(value)) continue
    options ??= new Set()
    for (const option of value.split(',')) options.add(foldHeaderName(option.trim()))
  }
  if (options === undefined) return noOptions
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
// Both are dropped in any case, as every hop-by-hop header is.
const noOptions: ReadonlySet<string> = new Set()
const neverAnOption = ['host', 'content-length'] as const
