import { cookieValues, isAllowedOrigin, parseCookies } from '@sallyport/http'
import type { Route } from '@sallyport/routing'
import { sessionCookieName } from '@sallyport/tokens'
import type { EdgeRequest } from './edge-request.ts'
import type { UpgradeProblem } from './error-replies.ts'

/**
 * Why a route does not take this WebSocket; `undefined` also for what asks for none. A page of another site must not open one with
 * the user's session: no other rule of browsers prevents it.
 */
export function upgradeProblem(
  request: EdgeRequest,
  route: Pick<Route, 'allow_websockets' | 'allowed_origins'>,
): UpgradeProblem | undefined {
  if (!request.isUpgrade) return undefined
  if (!route.allow_websockets) return 'websocket-not-allowed'
  const hasSession = cookieValues(parseCookies(request.header('cookie') ?? ''), sessionCookieName).length > 0
  if (!hasSession) return undefined
  const { authority } = request
  const allowed = isAllowedOrigin(request.header('origin'), { authority, allowedOrigins: route.allowed_origins })
  return allowed ? undefined : 'foreign-origin'
}
