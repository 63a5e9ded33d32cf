import type { DatabrokerClient } from '@sallyport/databroker-client'
import { encodeSignInCode, signInCodeLifetimeMs } from '@sallyport/identity'
import { AppError, type Now } from '@sallyport/kernel'
import { codeId, newOneTimeCode, type SessionHandle, sealHandleUnderCode } from '@sallyport/tokens'
import type { RouteFlow } from '../route-flow.ts'

/**
 * Makes a one-time code for a session and returns where to take it: to the callback of the host that asked, and there only for the
 * browser that began the flow. The record holds the code's hash and what only the code can open, so reading records redeems nothing.
 */
export async function handOver(
  records: Pick<DatabrokerClient, 'put'>,
  { handle, route, now }: { readonly handle: SessionHandle; readonly route: RouteFlow; readonly now: Now },
  signal: AbortSignal,
): Promise<URL> {
  const { sessionId, secret, recordVersion, epoch } = handle
  const code = newOneTimeCode()
  const record = encodeSignInCode({
    id: codeId(code),
    sessionId,
    sessionVersion: recordVersion,
    sessionEpoch: epoch,
    sealedHandle: sealHandleUnderCode(code, sessionId, secret),
    ...route,
    expiresAt: new Date(now().getTime() + signInCodeLifetimeMs),
  })
  const stored = await records.put({ ...record, precondition: { mode: 'create' } }, signal)
  if (stored.outcome !== 'stored') throw new AppError('conflict', `a new code was not stored: ${stored.outcome}`)
  const callback = new URL(`https://${route.host}/.sallyport/callback`)
  callback.search = new URLSearchParams({ code: code.reveal(), flow: route.flow }).toString()
  return callback
}
