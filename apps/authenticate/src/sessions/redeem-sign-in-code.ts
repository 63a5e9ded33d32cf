import type { DatabrokerClient } from '@sallyport/databroker-client'
import type { HandlersOf } from '@sallyport/grpc'
import { decodeSignInCode, isSignInCodeFor, type SignInCode } from '@sallyport/identity'
import { type Logger, type Now, Secret } from '@sallyport/kernel'
import type { authenticateService, RedeemSignInCodeRequest } from '@sallyport/proto'
import { isExpired } from '@sallyport/records'
import { codeId, type HandleSecret, isOneTimeCode, openHandleUnderCode, verifierMatches } from '@sallyport/tokens'

export interface RedemptionOptions {
  readonly records: Pick<DatabrokerClient, 'get' | 'delete'>
  readonly log: Logger
  readonly now: Now
  readonly count: (outcome: 'redeemed' | RedemptionRefusal) => void
  /** For tests: between the checks and the delete. */
  readonly beforeDelete?: () => Promise<void>
}

/** Why a code is not redeemed. For logs and metrics; the browser hears only that it has to start again. */
export const redemptionRefusalCodes = [
  'code-malformed',
  'code-unknown-or-used',
  'code-expired',
  'other-host',
  'other-flow',
  'other-browser',
] as const

export type RedemptionRefusal = (typeof redemptionRefusalCodes)[number]

type Redemption =
  | { readonly outcome: 'redeemed'; readonly code: SignInCode; readonly handle: HandleSecret }
  | { readonly outcome: RedemptionRefusal }

/**
 * Redeems hand-over codes for proxies. All checks come before the delete, so that a code which falls into the wrong hands cannot be
 * spent by them either; the delete is by compare-and-set, so that of all who redeem a code at once exactly one gets the session.
 */
export function redeemSignInCode(
  options: RedemptionOptions,
): HandlersOf<typeof authenticateService>['RedeemSignInCode'] {
  return async (request, { caller, requestId, signal }) => {
    const redemption = await redeem(request, options, signal)
    options.count(redemption.outcome)
    const fields = { request_id: requestId, outcome: redemption.outcome, host: request.host, proxy: caller.instance }
    options.log.info(fields, 'sign-in code presented')
    if (redemption.outcome !== 'redeemed') return { redeemed: false, reason: redemption.outcome }
    const { code, handle } = redemption
    return {
      redeemed: true,
      sessionId: code.sessionId,
      handleSecret: Buffer.from(handle.reveal()),
      recordVersion: code.sessionVersion.toString(),
      epoch: code.sessionEpoch,
    }
  }
}

async function redeem(
  { code: text, host, flow, verifier }: RedeemSignInCodeRequest,
  { records, now, beforeDelete }: RedemptionOptions,
  signal: AbortSignal,
): Promise<Redemption> {
  const presented = new Secret(text)
  if (!isOneTimeCode(presented)) return { outcome: 'code-malformed' }
  const key = { type: 'sign_in_code', id: codeId(presented) } as const
  const record = await records.get(key, signal)
  if (record?.deleted !== false) return { outcome: 'code-unknown-or-used' }
  const code = decodeSignInCode(record)
  if (!isSignInCodeFor(code, { host, flow }, now())) return { outcome: mismatch(code, host, now()) }
  if (!verifierMatches(new Secret(verifier), code.challenge)) return { outcome: 'other-browser' }
  const handle = openHandleUnderCode(presented, code.sessionId, code.sealedHandle)
  if (!handle) return { outcome: 'code-malformed' }
  await beforeDelete?.()
  const deletion = await records.delete({ ...key, reason: 'redeemed', expectedVersion: record.version }, signal)
  const isOurs = deletion.outcome === 'gone' && deletion.deletedByThisCall
  return isOurs ? { outcome: 'redeemed', code, handle } : { outcome: 'code-unknown-or-used' }
}

function mismatch(code: SignInCode, host: string, now: Date): RedemptionRefusal {
  if (code.host !== host) return 'other-host'
  return isExpired(code, now) ? 'code-expired' : 'other-flow'
}
