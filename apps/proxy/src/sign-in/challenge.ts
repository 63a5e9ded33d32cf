import { isNavigation } from '@sallyport/http'
import { isAppError } from '@sallyport/kernel'
import type { Challenge } from '../access/access-authorizer.ts'
import { notSignedIn, type ReaderRules, undecided } from '../access/access-replies.ts'
import type { SessionReading } from '../access/session-reader.ts'
import type { EdgeRequest, EdgeResponse } from '../edge-request.ts'
import { proxyReason } from '../proxy-reason.ts'
import { returnPathOf, type SignInStarter } from './start-sign-in.ts'

/**
 * Answers whoever has to sign in. A person who opens a page is sent to sign in; a form, a script or a program gets 401 in the
 * shape that it reads, because a redirect would lose what it sends.
 */
export class SignInChallenge implements Challenge {
  readonly #starter: Pick<SignInStarter, 'start'>

  constructor(starter: Pick<SignInStarter, 'start'>) {
    this.#starter = starter
  }

  /** `returnPath` is where the browser comes back to: to this very request, unless it says otherwise. */
  respond(
    request: EdgeRequest,
    route: ReaderRules,
    reading: SessionReading,
    returnPath = returnPathOf(request),
  ): EdgeResponse {
    if (request.isUpgrade || !isNavigation(request)) return notSignedIn(request, route, reading)
    try {
      return this.#starter.start(request, { returnPath, reading })
    } catch (error) {
      if (!isAppError(error, 'unavailable')) throw error
      return undecided(request, route, [proxyReason('cookie-keys-unknown')])
    }
  }
}
