import { type Reply, replyHeaders } from '@sallyport/http'
import type { WebRequest } from './web-request.ts'

/** An answer, whole, with the cookies that it sets or clears. */
export interface WebReply extends Reply {
  /** Values of `Set-Cookie`. */
  readonly cookies?: readonly string[]
}

/** Sends the browser elsewhere. Neither the answer nor where it came from is kept or passed on. */
export function redirectReply(
  { requestId }: Pick<WebRequest, 'requestId'>,
  location: string,
  { status = 302, cookies = [] }: { readonly status?: 302 | 303; readonly cookies?: readonly string[] } = {},
): WebReply {
  return { status, headers: { ...replyHeaders(requestId), location }, body: '', cookies }
}

export function jsonReply({ requestId }: Pick<WebRequest, 'requestId'>, value: object): WebReply {
  const headers = { ...replyHeaders(requestId), 'content-type': 'application/json' }
  return { status: 200, headers, body: JSON.stringify(value) }
}

/** The reply with further cookies. */
export function withCookies(reply: WebReply, cookies: readonly string[]): WebReply {
  return { ...reply, cookies: [...(reply.cookies ?? []), ...cookies] }
}
