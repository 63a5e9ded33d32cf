import { randomUUIDv7 } from 'node:crypto'

/** A new id for a request: a UUID version 7 (RFC 9562 section 5.7), so that ids sort by time. */
export function requestId(): string {
  return randomUUIDv7()
}

/** A request id that a client sent, if it is fit for a log line; anything else is `undefined`. It never becomes our own. */
export function wellFormedRequestId(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w.:/+=-]{1,128}$/.test(text) ? text : undefined
}
