import type { Header } from '@sallyport/routing'
import type { EdgeResponse } from '../edge-request.ts'

/** Field lines from the flat lists of names and values in which Node gives them. */
export function headerPairs(flat: readonly string[]): Header[] {
  const pairs: Header[] = []
  for (let index = 0; index + 1 < flat.length; index += 2) pairs.push([flat[index] ?? '', flat[index + 1] ?? ''])
  return pairs
}

/** The same from the bytes in which undici gives them. */
export function headerPairsOfBytes(flat: readonly (Buffer | string)[]): Header[] {
  const pairs: Header[] = []
  for (let index = 0; index + 1 < flat.length; index += 2) pairs.push([text(flat[index]), text(flat[index + 1])])
  return pairs
}

/** Field lines as flat lists, as Node and undici take them. */
export function flatHeaders(headers: readonly Header[], first: readonly string[] = []): string[] {
  const flat = [...first]
  for (const [name, value] of headers) flat.push(name, value)
  return flat
}

/** The headers of a response of our own, flat, with the length of its body. */
export function responseWithLength({ headers, body }: EdgeResponse): string[] {
  const flat: string[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') flat.push(name, value)
    else for (const one of value) flat.push(name, one)
  }
  flat.push('content-length', String(Buffer.byteLength(body)))
  return flat
}

function text(bytes: Buffer | string | undefined): string {
  return typeof bytes === 'string' ? bytes : (bytes?.toString('latin1') ?? '')
}
