import {
  AttributeRecorder,
  type CheckAnswer,
  type DefiniteDecision,
  DependencyRecorder,
  type UpstreamHeader,
} from '@sallyport/decisions'
import { isAppError, type Logger, type Now, withTimeout } from '@sallyport/kernel'
import { evaluatePolicy } from '@sallyport/policy'
import { type Mirror, ParsedView, type Version } from '@sallyport/records'
import { routeAuthority, routeSchema } from '@sallyport/routing'
import type { SigningKey } from '@sallyport/tokens'
import { callerSession } from './caller-session.ts'
import { sessionReason, unknown } from './check-reason.ts'
import { identityHeaders } from './identity-headers.ts'
import { PolicyRequest } from './policy-request.ts'
import type { PolicySnapshot } from './policy-snapshot.ts'
import { type PrimaryRead, readSessionFromPrimary, withPrimaryRead } from './primary-read.ts'
import type { Question } from './question.ts'
import { verifiedEmail } from './verified-email.ts'

export interface CheckSources {
  readonly mirror: Mirror
  /** How old the mirror may be by now. */
  readonly stalenessMs: () => number
  readonly maxStalenessMs: number
  /** The policies of what the mirror shows. */
  readonly policies: () => PolicySnapshot
  /** Asked for a session that is newer than the mirror. */
  readonly primary: Parameters<typeof readSessionFromPrimary>[1]
  /** The key that signs assertions now; `undefined` if none may. */
  readonly signingKey: () => SigningKey | undefined
  /** The claims that upstreams get a header for. */
  readonly claimNames: readonly string[]
  readonly log: Logger
  readonly now: Now
}

/** How long a check waits for changes that the proxy has seen already. */
const catchUpMs = 100
/** A decision with an assertion goes a minute before the assertion does, so that none expires on its way to the upstream. */
const longestWithAssertionMs = 4 * 60_000
/** Everything else that ends a decision comes as a change; this bounds what a bug could do. */
const longestMs = 3_600_000

/**
 * Decides one request. First it catches up with what the asker knows. Then it decides in one turn of the event loop, from one state, through recorders:
 * the answer names every record and every attribute that it rests on, those that were not there included.
 *
 * A session that comes with a request is always read, on a public route too: a good one tells the upstream who asks, any other counts as none.
 */
export async function check(question: Question, sources: CheckSources, signal: AbortSignal): Promise<CheckAnswer> {
  const { mirror, primary, log } = sources
  if (!(await reaches(mirror, question.epoch, question.minVersion, signal))) return unknown('behind')
  if (!isSessionNewer(question, mirror) || (await reaches(mirror, question.epoch, question.sessionVersion, signal)))
    return decideOrFail(question, sources)
  try {
    const read = await readSessionFromPrimary(question.sessionId, primary, mirror, signal)
    return decideOrFail(question, sources, isSessionNewer(question, mirror) ? read : undefined)
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error
    log.warn({ code: error.code, reason: error.message, request_id: question.requestId }, 'session not confirmed')
    return unknown('session-unknown')
  }
}

/** Whether the cookie was made after all that the mirror shows: then that the mirror has no such session means nothing. */
function isSessionNewer({ sessionId, sessionVersion }: Question, mirror: Mirror): boolean {
  if (sessionId === '' || sessionVersion <= mirror.version) return false
  return (mirror.get({ type: 'session', id: sessionId })?.version ?? 0n) < sessionVersion
}

async function reaches(mirror: Mirror, epoch: string, version: Version, signal: AbortSignal): Promise<boolean> {
  if (epoch === mirror.epoch && version <= mirror.version) return true
  using waiting = withTimeout(catchUpMs, signal)
  try {
    return (await mirror.waitForVersion(epoch, version, waiting)) === 'reached'
  } catch {
    signal.throwIfAborted()
    return false
  }
}

function decideOrFail(question: Question, sources: CheckSources, read?: PrimaryRead): CheckAnswer {
  try {
    return decide(question, sources, read)
  } catch (error) {
    const { requestId, routeId } = question
    sources.log.error({ err: error, request_id: requestId, route_id: routeId }, 'evaluation failed')
    return unknown('evaluation-failed')
  }
}

const routes = new ParsedView(({ data }) => routeSchema.parse(data))

function decide(question: Question, sources: CheckSources, read: PrimaryRead | undefined): CheckAnswer {
  const { mirror } = sources
  const { epoch, version: decidedAt } = read?.asOf ?? mirror
  if (epoch === undefined || sources.stalenessMs() > sources.maxStalenessMs) return unknown('out-of-date')
  if (epoch !== mirror.epoch) return unknown('behind')
  const now = sources.now()
  const records = new DependencyRecorder(read === undefined ? mirror : withPrimaryRead(mirror, read))

  const routeRecord = records.get({ type: 'route', id: question.routeId })
  if (routeRecord?.version !== question.routeVersion) return { outcome: 'stale' }
  const route = routes.of(routeRecord)

  const policyRecord = records.get({ type: 'policy', id: question.routeId })
  if (policyRecord === undefined) return unknown('policy-missing')
  const routePolicy = sources.policies().of(policyRecord)
  if (routePolicy.outcome === 'invalid') return unknown('policy-invalid')

  const standing = question.sessionId === '' ? undefined : callerSession(question.sessionId, records, now)
  const session = standing?.outcome === 'good' ? standing.session : undefined

  const attributes = new AttributeRecorder(question.attributes)
  const request = new PolicyRequest(attributes, session, now)
  const { outcome, reasons } = evaluatePolicy(routePolicy.policy, request)

  let upstreamHeaders: readonly UpstreamHeader[] = []
  if (outcome === 'allow' && session && route.pass_identity_headers) {
    const key = sources.signingKey()
    if (key === undefined) return unknown('no-signing-key')
    upstreamHeaders = identityHeaders(session, routeAuthority(route), { key, claimNames: sources.claimNames, now })
  }

  const email = session && verifiedEmail(session)
  const about = {
    reasons: standing?.outcome === 'not-good' ? [...reasons, sessionReason(standing.reason)] : reasons,
    ...(session && { userId: session.userId }),
    ...(email !== undefined && { userEmail: email }),
  }
  const decision: DefiniteDecision =
    outcome === 'allow' ? { ...about, outcome, upstreamHeaders } : { ...about, outcome }
  const longest = upstreamHeaders.length > 0 ? longestWithAssertionMs : longestMs
  const lifetimeMs = Math.min(longest, ...[session?.expiresAt, request.holdsUntil].map((end) => msUntil(end, now)))
  const { dependencies } = records
  return { outcome: 'decided', decision, basis: { epoch, decidedAt, dependencies, vary: attributes.vary, lifetimeMs } }
}

function msUntil(end: Date | undefined, now: Date): number {
  return end === undefined ? Number.POSITIVE_INFINITY : end.getTime() - now.getTime()
}
