import type { IncomingMessage } from 'node:http'
import { type Cookie, parseCookies, type RequestHints, requestId, wellFormedRequestId } from '@sallyport/http'
import { AppError } from '@sallyport/kernel'

/** A request as the endpoints see it. Who the client is, and what the request is called, is the word of the proxy that forwards it. */
export interface WebRequest extends RequestHints {
  readonly method: string
  readonly path: string
  /** What comes after the `?`. */
  readonly query: string
  readonly cookies: readonly Cookie[]
  readonly requestId: string
  readonly clientAddress: string
  /** The body of a form that was posted, undecoded. Throws `invalid-argument` for anything else and for more than 16 kB. */
  readForm(): Promise<string>
}

export const maxFormBytes = 16_384

export function webRequest(message: IncomingMessage): WebRequest {
  const { method = '', url = '', headers } = message
  const queryStart = url.indexOf('?')
  return {
    method,
    headers,
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    cookies: parseCookies(headers.cookie ?? ''),
    requestId: wellFormedRequestId(singleHeader(headers['x-request-id'])) ?? requestId(),
    clientAddress: singleHeader(headers['x-forwarded-for']) ?? '',
    readForm: () => readForm(message),
  }
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

async function readForm(message: IncomingMessage): Promise<string> {
  if (!/^application\/x-www-form-urlencoded(?:;|$)/i.test(message.headers['content-type'] ?? ''))
    throw new AppError('invalid-argument', 'a form was expected')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxFormBytes) throw new AppError('invalid-argument', `a form has at most ${maxFormBytes} bytes`)
  }
  return Buffer.concat(chunks).toString('utf8')
}
