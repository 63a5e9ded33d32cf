import type { GrpcClient } from '@sallyport/grpc'
import { isAppError, type Logger, Secret } from '@sallyport/kernel'
import { authenticateService, type RedeemSignInCodeResponse } from '@sallyport/proto'
import type { SessionHandle } from '@sallyport/tokens'

export interface Redemption {
  readonly code: Secret<string>
  /** The authority of the very request that brought the code. */
  readonly host: string
  readonly flow: string
  readonly verifier: Secret<string>
}

export type Redeemed =
  | { readonly outcome: 'redeemed'; readonly handle: SessionHandle }
  /** Used, expired, or made for another host, flow or browser. */
  | { readonly outcome: 'not-redeemed' }
  /** authenticate did not answer; the code may have been used up by that. */
  | { readonly outcome: 'unknown' }

const timeoutMs = 5_000

/** Exchanges hand-over codes at authenticate. */
export class CodeRedeemer {
  readonly #authenticate: Pick<GrpcClient, 'unaryCall'>
  readonly #log: Logger

  constructor(authenticate: Pick<GrpcClient, 'unaryCall'>, log: Logger) {
    this.#authenticate = authenticate
    this.#log = log
  }

  /** Asked once: a code that was redeemed without our learning it is not redeemed again. */
  async redeem(
    { code, host, flow, verifier }: Redemption,
    { requestId, signal }: { readonly requestId: string; readonly signal: AbortSignal },
  ): Promise<Redeemed> {
    const request = { code: code.reveal(), host, flow, verifier: verifier.reveal() }
    const log = { request_id: requestId, host }
    try {
      const options = { requestId, signal, timeoutMs }
      const response = await this.#authenticate.unaryCall(authenticateService.RedeemSignInCode, request, options)
      if (response.redeemed) return { outcome: 'redeemed', handle: handleOf(response) }
      this.#log.warn({ ...log, reason: response.reason }, 'sign-in code not redeemed')
      return { outcome: 'not-redeemed' }
    } catch (error) {
      if (!isAppError(error) && !signal.aborted) throw error
      this.#log.warn({ ...log, err: error }, 'authenticate did not redeem a sign-in code')
      return { outcome: 'unknown' }
    }
  }
}

function handleOf({ sessionId, handleSecret, recordVersion, epoch }: RedeemSignInCodeResponse): SessionHandle {
  return { sessionId, secret: new Secret(new Uint8Array(handleSecret)), recordVersion: BigInt(recordVersion), epoch }
}
