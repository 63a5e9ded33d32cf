import type { CheckAnswer } from '@sallyport/decisions'
import type { GrpcClient } from '@sallyport/grpc'
import { isAppError, type Logger, type MonotonicMs, systemMonotonicMs } from '@sallyport/kernel'
import { authorizeService, type CheckRequestInput, type CheckResponse } from '@sallyport/proto'
import type { Mirror } from '@sallyport/records'
import type { RouteEntry } from '@sallyport/routing'
import { proxyReason } from '../proxy-reason.ts'
import { checkAnswer } from './check-answer.ts'
import type { Matter } from './matter.ts'

export interface CheckClientOptions {
  /** Of authorize; it spreads calls over the replicas. */
  readonly authorize: Pick<GrpcClient, 'unaryCall'>
  readonly mirror: Pick<Mirror, 'epoch' | 'version'>
  readonly log: Logger
  readonly onAsked?: (outcome: CheckAnswer['outcome'], durationMs: number) => void
  readonly monotonicMs?: MonotonicMs
  readonly timeoutMs?: number
}

/** An answer with the time from which it lives. */
export interface Asked {
  readonly answer: CheckAnswer
  readonly sentAtMs: number
}

const defaultTimeoutMs = 2_000

/** Asks authorize. Requests that ask the very same thing at the same time share one call. */
export class CheckClient {
  readonly #options: CheckClientOptions
  readonly #monotonicMs: MonotonicMs
  readonly #flying = new Map<string, Promise<Asked>>()

  constructor(options: CheckClientOptions) {
    this.#options = options
    this.#monotonicMs = options.monotonicMs ?? systemMonotonicMs
  }

  /** Never rejects but for a bug: an authorize that cannot be asked makes the answer `unknown`. */
  ask(matter: Matter, route: RouteEntry): Promise<Asked> {
    const key = questionKey(matter, route)
    const flying = this.#flying.get(key)
    if (flying !== undefined) return flying
    const asked = this.#ask(matter, route).finally(() => this.#flying.delete(key))
    this.#flying.set(key, asked)
    return asked
  }

  async #ask(matter: Matter, route: RouteEntry): Promise<Asked> {
    const sentAtMs = this.#monotonicMs()
    const { epoch = '', version } = this.#options.mirror
    const answer = await this.#answerTo(checkRequest(matter, route, { epoch, minVersion: version }))
    this.#options.onAsked?.(answer.outcome, this.#monotonicMs() - sentAtMs)
    return { answer, sentAtMs }
  }

  async #answerTo(request: CheckRequestInput): Promise<CheckAnswer> {
    try {
      return checkAnswer(await this.#call(request))
    } catch (error) {
      if (!isAppError(error)) throw error
      const { requestId, routeId } = request
      this.#options.log.warn({ err: error, request_id: requestId, route_id: routeId }, 'authorize did not decide')
      return { outcome: 'unknown', reasons: [proxyReason('authorize-unavailable')] }
    }
  }

  /** A replica that goes away takes the calls with it that it has not answered; another one answers them. */
  async #call(request: CheckRequestInput): Promise<CheckResponse> {
    const { authorize, timeoutMs = defaultTimeoutMs } = this.#options
    const options = { timeoutMs, requestId: request.requestId ?? '' }
    try {
      return await authorize.unaryCall(authorizeService.Check, request, options)
    } catch (error) {
      if (!isAppError(error, 'unavailable')) throw error
      return await authorize.unaryCall(authorizeService.Check, request, options)
    }
  }
}

function checkRequest(
  { request, attributes, session, credential }: Matter,
  { id, version }: RouteEntry,
  { epoch, minVersion }: { readonly epoch: string; readonly minVersion: bigint },
): CheckRequestInput {
  const { method, host, path, sourceIp, clientCertificate, headers } = attributes
  return {
    requestId: request.requestId,
    routeId: id,
    routeVersion: version.toString(),
    minVersion: minVersion.toString(),
    epoch,
    sessionId: credential,
    sessionVersion: (session?.version ?? 0n).toString(),
    attributes: {
      method,
      host,
      path,
      sourceIp,
      clientCertificate: [...clientCertificate.chain],
      headers: Object.fromEntries(headers),
      userAgent: request.header('user-agent') ?? '',
    },
  }
}

/** Everything that the answer may depend on. A list as JSON, so that no two questions have the same key. */
function questionKey({ attributes, session, credential }: Matter, { id, version }: RouteEntry): string {
  const { method, host, path, sourceIp, clientCertificate, headers } = attributes
  const asked = [id, `${version}`, credential, `${session?.version ?? 0n}`, method, host, path, sourceIp]
  return JSON.stringify([...asked, clientCertificate.hash, ...[...headers].flat()])
}
