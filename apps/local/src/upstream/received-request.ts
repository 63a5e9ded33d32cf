import type { IncomingMessage } from 'node:http'
import type { AssertionCheck } from './assertion-check.ts'

/** A request as it arrived, for people and scripts to look at. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly http_version: string
  /** In the order and with the spelling in which they came; a name that came twice stands twice. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body_bytes: number
  readonly assertion: AssertionCheck
}

/** Reads the request to its end. */
export async function receive(request: IncomingMessage, assertion: AssertionCheck): Promise<ReceivedRequest> {
  let bodyBytes = 0
  for await (const chunk of request) bodyBytes += chunk.length
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    http_version: request.httpVersion,
    headers: pairs(request.rawHeaders),
    body_bytes: bodyBytes,
    assertion,
  }
}

function pairs(rawHeaders: readonly string[]): (readonly [string, string])[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []))
}
