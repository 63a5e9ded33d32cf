import { replyHeaders } from '@sallyport/http'
import type { EdgeRequest, EdgeResponse } from '../edge-request.ts'

/** A redirect of ours, which nobody may store. 303 makes a GET of whatever was asked (RFC 9110 section 15.4.4). */
export function redirect(
  { requestId }: EdgeRequest,
  status: 302 | 303,
  location: string,
  setCookies: readonly string[] = [],
): EdgeResponse {
  const headers = { ...replyHeaders(requestId), location }
  return { status, headers: setCookies.length === 0 ? headers : { ...headers, 'set-cookie': setCookies }, body: '' }
}
