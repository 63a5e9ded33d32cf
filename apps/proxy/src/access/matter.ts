import type { RequestAttributes } from '@sallyport/decisions'
import type { EdgeRequest } from '../edge-request.ts'
import { RequestFacts } from './request-facts.ts'
import type { HeldSession } from './session-reader.ts'

/** What is decided about: a request, and on whose behalf it is made. It stays the same for as long as the connection is open. */
export interface Matter {
  readonly request: EdgeRequest
  readonly attributes: RequestAttributes
  readonly session: HeldSession | undefined
  /** The session's id; empty: nobody's. */
  readonly credential: string
}

export function matterOf(request: EdgeRequest, session: HeldSession | undefined): Matter {
  return { request, attributes: new RequestFacts(request), session, credential: session?.view.id ?? '' }
}
