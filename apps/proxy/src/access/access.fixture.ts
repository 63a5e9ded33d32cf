import type { CallableUnaryMethod, GrpcClient } from '@sallyport/grpc'
import { encodeSession, encodeUser, type Session, userId } from '@sallyport/identity'
import { AppError, fromBase64Url, type Logger, silentLogger, toBase64Url } from '@sallyport/kernel'
import {
  authenticateService,
  authorizeService,
  type CheckRequest,
  type CheckResponse,
  type RedeemSignInCodeRequest,
  type RedeemSignInCodeResponse,
} from '@sallyport/proto'
import { fieldText, type LiveRecord, type RecordData, type RecordKey, type StoredRecord } from '@sallyport/records'
import { headerAliases, routeSchema } from '@sallyport/routing'
import {
  generateRingKey,
  type HandleSecret,
  hashHandleSecret,
  KeyRing,
  newHandleSecret,
  randomId,
  sealSessionCookie,
} from '@sallyport/tokens'
import { Registry } from 'prom-client'
import type { Verdict } from '../authorize-request.ts'
import { UpstreamPools } from '../forwarding/upstream-pools.ts'
import { createProxyMirror } from '../proxy-mirror.ts'
import { RouteSnapshot } from '../route-snapshot.ts'
import { edgeRequest, host, type Sent } from './browser.fixture.ts'
import { type AccessParts, type ComposedAccess, composeAccess } from './compose-access.ts'
import type { PausePoints } from './pause-points.ts'

export const epoch = '0190aaaa-0000-7000-8000-000000000001'
const startMs = Date.parse('2026-01-01T12:00:00Z')

/** A session as a browser holds it. */
export interface SignedIn {
  readonly session: Session
  readonly secret: HandleSecret
  /** Name and value, as they stand in `Cookie`. */
  readonly cookie: string
  readonly record: LiveRecord
}

export type Answers<Request, Response> = (request: Request) => Response | Promise<Response>

/** Everything that decides, over a store, an authorize and an authenticate in the hands of a test; and its clock. */
export class AccessWorld implements AsyncDisposable {
  readonly mirror = createProxyMirror()
  readonly checks: CheckRequest[] = []
  readonly redemptions: RedeemSignInCodeRequest[] = []
  readonly registry = new Registry()
  readonly access: ComposedAccess
  readonly routes: RouteSnapshot
  readonly logged: { readonly message: string; readonly fields: object }[] = []
  /** What databroker's primary holds beyond the mirror. `undefined`: it cannot be reached. */
  primary: Map<string, StoredRecord> | undefined = new Map()
  primaryReads = 0
  ring = new KeyRing([generateRingKey(new Date(0))])
  ringGeneration = 1
  ringAtBroker: KeyRing | undefined
  stalenessMs = 0
  nowMs = 0
  /** What authorize says; without it, `decide`. */
  answer: Answers<CheckRequest, CheckResponse> | undefined
  /** The policy of the route; asked only about good sessions. */
  decide: (request: CheckRequest) => 'OUTCOME_ALLOW' | 'OUTCOME_DENY' = () => 'OUTCOME_ALLOW'
  redeem: Answers<RedeemSignInCodeRequest, Partial<RedeemSignInCodeResponse>> = () => ({ redeemed: false })
  readonly #pools = new UpstreamPools()
  #version = 100n

  constructor(pausePoints: PausePoints = {}, config: Partial<AccessParts['config']> = {}) {
    const log = this.#log()
    this.routes = new RouteSnapshot({ records: this.mirror, pools: this.#pools, aliases: headerAliases([]), log })
    this.mirror.streamStarted()
    this.mirror.reset({ storeId: 'store', epoch })
    this.mirror.apply([record('route', 'app', 1n, routeData()), record('policy', 'app', 2n, {})])
    this.#checkpoint()
    const currentRing = () => this.ring
    const currentGeneration = () => this.ringGeneration
    this.access = composeAccess({
      config: {
        authenticateUrl: 'https://authenticate.example.com',
        ...{ maxStalenessMs: 300_000, onUnknown: 'close', onUnknownGraceMs: 30_000 },
        assertionHeaderAliases: ['X-Pomerium-Jwt-Assertion'],
        ...config,
      },
      ...{ mirror: this.mirror, routes: this.routes, sync: this, registry: this.registry, log, pausePoints },
      keys: {
        get ring() {
          return currentRing()
        },
        get generation() {
          return currentGeneration()
        },
        refresh: async () => this.#refreshRing(),
      },
      records: { get: async (key) => this.#readPrimary(key) },
      authorize: this.#service(authorizeService.Check, this.checks, (request) => this.#check(request)),
      authenticate: this.#service(authenticateService.RedeemSignInCode, this.redemptions, async (request) => ({
        ...{ redeemed: false, reason: '', sessionId: '', handleSecret: Buffer.alloc(0), recordVersion: '0', epoch: '' },
        ...(await this.redeem(request)),
      })),
      now: () => this.now,
      monotonicMs: () => this.nowMs,
    })
  }

  get now(): Date {
    return new Date(startMs + this.nowMs)
  }

  get version(): bigint {
    return this.#version
  }

  /** Makes a record, or a new version of it, visible in the mirror. */
  put(type: LiveRecord['type'], id: string, data: RecordData = {}, expiresAt?: Date): LiveRecord {
    const put = record(type, id, ++this.#version, data, expiresAt)
    this.mirror.apply([put])
    this.#checkpoint()
    return put
  }

  remove(type: LiveRecord['type'], id: string, deleteReason = 'signed out'): void {
    const deletion = { deleted: true, deletedAt: this.now, deleteReason, deletedBy: 'test' } as const
    this.mirror.apply([{ type, id, version: ++this.#version, data: {}, ...deletion }])
    this.#checkpoint()
  }

  setRoute(route: RecordData, id = 'app'): void {
    this.put('route', id, routeData(route))
  }

  /** A person who has signed in and whose session the mirror knows. */
  signIn(options: { readonly at?: string; readonly lifetimeMs?: number } = {}): SignedIn {
    const { user, session, secret } = newSession(this.now, options.lifetimeMs)
    this.put('user', user.id)
    const { id, data, expiresAt } = encodeSession(session)
    const stored = this.put('session', id, data, expiresAt)
    return { session, secret, record: stored, cookie: this.cookie(session.id, secret, stored.version, options.at) }
  }

  /** A person who has signed in, as far as the primary knows; the mirror is behind. */
  signInAhead(): SignedIn {
    const { user, session, secret } = newSession(this.now)
    this.put('user', user.id)
    const { id, data, expiresAt } = encodeSession(session)
    const stored = record('session', id, this.#version + 1n, data, expiresAt)
    this.primary?.set(id, stored)
    return { session, secret, record: stored, cookie: this.cookie(session.id, secret, stored.version) }
  }

  /** The mirror learns what the primary has. */
  catchUp(): void {
    const ahead = [...(this.primary?.values() ?? [])]
    this.#version = ahead.reduce((newest, { version }) => (version > newest ? version : newest), this.#version)
    this.mirror.apply(ahead)
    this.#checkpoint()
  }

  cookie(sessionId: string, secret: HandleSecret, recordVersion: bigint, at = host, inEpoch = epoch): string {
    const handle = { sessionId, secret, recordVersion, epoch: inEpoch }
    return `__Host-sallyport=${sealSessionCookie(this.ring, at, handle)}`
  }

  /** What the proxy makes of a request. */
  async authorize(sent: Sent = {}): Promise<Verdict> {
    return this.authorizeAtOnce(sent)
  }

  authorizeAtOnce(sent: Sent = {}): Verdict | Promise<Verdict> {
    const request = edgeRequest(sent)
    const route = this.routes.table.find(request.authority, request.path)
    if (route === undefined) throw new Error(`no route for ${request.authority}${request.path}`)
    return this.access.authorizer.authorize(request, route, () => new AbortController().signal)
  }

  async builtIn(sent: Sent) {
    return this.access.builtIn.handle(edgeRequest(sent), new AbortController().signal)
  }

  /** The clock moves on, and what waits for time is done. */
  advance(ms: number): void {
    this.nowMs += ms
    this.access.keeper.tick()
  }

  /** Until nothing that is open waits to be decided about. */
  async settled(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve))
    while (this.access.keeper.pending > 0)
  }

  /** An answer of authorize as of what the mirror shows. */
  checkResponse(request: CheckRequest, answer: Partial<CheckResponse> = {}): CheckResponse {
    const dependencies = [
      { type: 'route', id: request.routeId, version: request.routeVersion },
      { type: 'policy', id: request.routeId, version: '0' },
    ]
    const session = this.mirror.get({ type: 'session', id: request.sessionId })
    const user = fieldText(session?.data['user_id']) ?? ''
    if (request.sessionId !== '') dependencies.push({ type: 'session', id: request.sessionId, version: '0' })
    if (user !== '') dependencies.push({ type: 'user', id: user, version: '0' })
    return {
      ...{ outcome: 'OUTCOME_ALLOW', reasons: [{ code: 'accept', rule: 'allow[0]' }], vary: [], lifetimeMs: 300_000 },
      upstreamHeaders: [{ name: 'x-sallyport-jwt-assertion', value: `assertion of ${user}` }],
      ...{ epoch: this.mirror.epoch ?? '', decidedAt: this.mirror.version.toString(), dependencies },
      ...{ userId: user, userEmail: user === '' ? '' : 'alice@example.com' },
      ...answer,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.access[Symbol.dispose]()
    this.routes[Symbol.dispose]()
    await this.#pools[Symbol.asyncDispose]()
  }

  #check(request: CheckRequest): CheckResponse | Promise<CheckResponse> {
    if (this.answer !== undefined) return this.answer(request)
    const route = this.mirror.get({ type: 'route', id: request.routeId })
    const isPublic = route?.data['allow_public_unauthenticated_access'] === true
    const isGood = this.mirror.get({ type: 'session', id: request.sessionId }) !== undefined
    if (isPublic) return this.checkResponse(request)
    const outcome = isGood ? this.decide(request) : 'OUTCOME_UNAUTHENTICATED'
    return this.checkResponse(request, outcome === 'OUTCOME_ALLOW' ? {} : { outcome, upstreamHeaders: [] })
  }

  #refreshRing(): boolean {
    if (this.ringAtBroker === undefined) return false
    this.ring = this.ringAtBroker
    this.ringGeneration += 1
    return true
  }

  #readPrimary({ id }: RecordKey): StoredRecord | undefined {
    this.primaryReads += 1
    if (this.primary === undefined) throw new AppError('unavailable', 'no databroker')
    return this.primary.get(id)
  }

  /** Through the wire format and back, as over gRPC. */
  #service<Request, Response>(
    { requestDeserialize, responseSerialize }: UnaryCodec<Request, Response>,
    asked: Request[],
    answer: Answers<Request, Response>,
  ): Pick<GrpcClient, 'unaryCall'> {
    return {
      unaryCall: async <In, Out>(method: CallableUnaryMethod<In, Out>, message: NoInfer<In>) => {
        const request = requestDeserialize(method.requestSerialize(message))
        asked.push(request)
        return method.responseDeserialize(responseSerialize(await answer(request)))
      },
    }
  }

  #checkpoint(): void {
    this.mirror.checkpoint({ epoch, version: this.#version, storeId: 'store', cursor: new Uint8Array() })
  }

  #log(): Logger {
    const keep = (fields: object, message: string) => void this.logged.push({ message, fields })
    return { ...silentLogger, warn: keep, error: keep, info: keep }
  }
}

interface UnaryCodec<Request, Response> {
  readonly requestDeserialize: (bytes: Buffer) => Request
  readonly responseSerialize: (response: Response) => Buffer
}

export function newSession(now: Date, lifetimeMs = 3_600_000) {
  const id = randomId()
  const secret = newHandleSecret()
  const issuer = 'https://idp.example.com'
  const user = { provider: 'idp', issuer, subject: id, emailVerified: true, groups: [], id: userId('idp', id) }
  const session: Session = {
    ...{ id, userId: user.id, kind: 'browser', provider: 'idp', emailVerified: true, groups: [], claims: {} },
    ...{ handleHash: hashHandleSecret(secret), issuedAt: now, expiresAt: new Date(now.getTime() + lifetimeMs) },
  }
  return { session, secret, user, userRecord: encodeUser(user) }
}

export function routeData(route: RecordData = {}): RecordData {
  return routeSchema.parse({
    ...{ from: `https://${host}`, to: 'http://127.0.0.1:1', allow_any_authenticated_user: true },
    ...route,
  })
}

export function forwarded(verdict: Verdict): Extract<Verdict, { readonly outcome: 'forward' }> {
  if (verdict.outcome === 'forward') return verdict
  throw new Error(`not forwarded but ${verdict.response.status}: ${JSON.stringify(verdict.reasons)}`)
}

export function responded(verdict: Verdict): Extract<Verdict, { readonly outcome: 'respond' }> {
  if (verdict.outcome === 'respond') return verdict
  throw new Error('forwarded')
}

/** The same cookie with one bit of its bytes turned over. */
export function withBitFlipped(cookie: string, byte: number): string {
  const bytes = Buffer.from(fromBase64Url(cookie) ?? [])
  bytes[byte] = (bytes[byte] ?? 0) ^ 1
  return toBase64Url(bytes)
}

function record(type: LiveRecord['type'], id: string, version: bigint, data: RecordData, expiresAt?: Date): LiveRecord {
  const at = new Date(startMs)
  const common = { type, id, version, data, deleted: false, createdAt: at, modifiedAt: at, writtenBy: 'test' } as const
  return expiresAt === undefined ? common : { ...common, expiresAt }
}
