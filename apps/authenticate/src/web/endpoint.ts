import type { WebReply } from './web-reply.ts'
import type { WebRequest } from './web-request.ts'

/**
 * Answers one kind of request. What it throws becomes an error page: an `AppError` by its code, anything else as a bug of which the
 * client learns nothing. `signal` aborts when the client has gone or the time is up.
 */
export type Handler = (request: WebRequest, signal: AbortSignal) => WebReply | Promise<WebReply>

/** One row of the table: method, exact path, handler. A `GET` row also answers HEAD, without the body. */
export type Endpoint = readonly [method: 'GET' | 'POST', path: string, handler: Handler]
