import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import { AppError, lookupWithLocalhost, withTimeout } from '@sallyport/kernel'
import type { CustomFetch, CustomFetchOptions } from 'openid-client'
import { isLoopbackLiteral } from './loopback.ts'

export interface BoundedFetchOptions {
  /** From the first byte sent to the last received. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
  /** Plain http, and then only to loopback literals. */
  readonly plainHttp?: boolean
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string
  /** Ends every request that is under way. */
  readonly signal?: AbortSignal
  /** Told the `Date` of every answer. */
  readonly onDate?: (date: Date) => void
}

/**
 * A fetch for a provider's endpoints, to which nothing the provider answers is a surprise: https only, no redirects, no content codings,
 * one deadline for all of it, and a body of at most `maxBytes` that is read before the answer is returned.
 * Throws `unavailable` or `deadline-exceeded`.
 */
export function boundedFetch(options: BoundedFetchOptions = {}): CustomFetch {
  return async (address, init) => {
    const url = new URL(address)
    assertAllowed(url, options.plainHttp === true)
    const outer = [init.signal, options.signal].filter((signal) => signal !== undefined)
    using deadline = withTimeout(options.timeoutMs ?? 10_000, AbortSignal.any(outer))
    try {
      const response = await send(url, init, options, deadline)
      options.onDate?.(new Date(response.headers.date ?? Number.NaN))
      return await readResponse(response, url, options.maxBytes ?? 1_048_576)
    } catch (error) {
      if (error instanceof AppError) throw error
      if (deadline.aborted) throw deadline.reason
      throw new AppError('unavailable', `${url.host} cannot be reached`, { cause: error })
    }
  }
}

function assertAllowed(url: URL, plainHttp: boolean): void {
  const allowed =
    url.protocol === 'https:' || (plainHttp && url.protocol === 'http:' && isLoopbackLiteral(url.hostname))
  if (!allowed || url.username !== '' || url.password !== '')
    throw new AppError('unavailable', `${url.protocol}//${url.host} is not an address that is asked: only https is`)
}

async function send(
  url: URL,
  { method, headers, body }: CustomFetchOptions,
  { ca }: BoundedFetchOptions,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    headers: { ...headers, 'accept-encoding': 'identity' },
    lookup: lookupWithLocalhost,
    signal,
    ...(ca !== undefined && { ca }),
  })
  // `once` rejects on 'error', and an abort is one; a listener has to stay for errors after the answer began.
  request.on('error', () => {})
  request.end(encodeBody(body))
  const [response]: http.IncomingMessage[] = await once(request, 'response')
  if (!response) throw new AppError('unavailable', `${url.host} did not answer`)
  return response
}

function encodeBody(body: CustomFetchOptions['body']): string | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('only text is sent to a provider')
}

async function readResponse(response: http.IncomingMessage, url: URL, maxBytes: number): Promise<Response> {
  const status = response.statusCode ?? 0
  const refusal =
    status >= 300 && status < 400
      ? 'redirects, which is not followed'
      : response.headers['content-encoding'] !== undefined
        ? 'uses a content coding that it was not offered'
        : undefined
  if (refusal !== undefined) {
    response.destroy()
    throw new AppError('unavailable', `${url.host} ${refusal}`)
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) throw new AppError('unavailable', `${url.host} answers with more than ${maxBytes} bytes`)
  }
  const headers = new Headers()
  for (const name of ['content-type', 'www-authenticate', 'cache-control', 'date']) {
    const value = response.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  return new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers })
}
