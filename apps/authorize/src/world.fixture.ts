import { type CheckAnswer, clientCertificate, type RequestAttributes } from '@sallyport/decisions'
import { encodeSession, encodeUser, type Session, type User } from '@sallyport/identity'
import { silentLogger } from '@sallyport/kernel'
import {
  type LiveRecord,
  Mirror,
  type RecordData,
  type RecordKey,
  type RecordType,
  type StoredRecord,
} from '@sallyport/records'
import { routeSchema } from '@sallyport/routing'
import { generateSigningKey, loadSigningKey } from '@sallyport/tokens'
import { type CheckSources, check } from './check.ts'
import { Policies } from './policies.ts'
import type { Question } from './question.ts'

export const testNow = new Date('2030-01-01T00:00:00Z')

export function aSession(given: Partial<Session> = {}): Session {
  return {
    id: 'session-1',
    userId: 'idp/alice',
    kind: 'browser',
    handleHash: 'A'.repeat(43),
    issuedAt: new Date('2029-12-31T23:00:00Z'),
    expiresAt: new Date('2030-01-01T10:00:00Z'),
    provider: 'idp',
    email: 'alice@example.com',
    emailVerified: true,
    name: 'Alice',
    groups: ['staff'],
    claims: { department: 'ops' },
    ...given,
  }
}

export function aUser(given: Partial<User> = {}): User {
  return {
    id: 'idp/alice',
    provider: 'idp',
    issuer: 'https://idp.example.com',
    subject: 'alice',
    emailVerified: true,
    groups: [],
    ...given,
  }
}

export interface Written extends RecordKey {
  readonly data: RecordData
  readonly expiresAt?: Date
}

/** The records that a configured route stands for. */
export function aRoute(id: string, access: RecordData, routing: RecordData = {}): readonly [Written, Written] {
  const route = { from: `https://${id}.example.com`, to: 'http://127.0.0.1:3000', ...routing }
  return [
    { type: 'policy', id, data: access },
    { type: 'route', id, data: routeSchema.parse(route) },
  ]
}

const mirroredTypes: readonly RecordType[] = ['session', 'user', 'route', 'policy', 'jwks']
const signingPair = generateSigningKey()

/** A mirror that a test writes into, and checks against it without a network between. */
export class World implements Disposable {
  readonly mirror = new Mirror({ types: mirroredTypes })
  readonly policies = new Policies(this.mirror, silentLogger)
  readonly signingKey = loadSigningKey(signingPair.kid, signingPair.pkcs8)
  epoch = 'epoch-1'
  now = testNow
  version = 0n

  constructor() {
    this.mirror.reset({ storeId: 'store', epoch: this.epoch })
    this.checkpoint()
  }

  /** Shows the records, each at a version of its own. */
  put(...records: readonly Written[]): void {
    this.mirror.apply(records.map((record) => this.stored(record)))
    this.checkpoint()
  }

  /** Deletes the record, and shows it. */
  delete({ type, id }: RecordKey): void {
    this.version += 1n
    const deletion = { deletedAt: this.now, deleteReason: 'ended', deletedBy: 'test' }
    this.mirror.apply([{ deleted: true, type, id, version: this.version, data: {}, ...deletion }])
    this.checkpoint()
  }

  /** The record at the next version, not shown. */
  stored(record: Written): LiveRecord {
    this.version += 1n
    const times = { createdAt: this.now, modifiedAt: this.now }
    return { deleted: false, version: this.version, writtenBy: 'test', ...times, ...record }
  }

  checkpoint(version = this.version): void {
    const { epoch } = this
    this.mirror.checkpoint({ epoch, version, storeId: 'store', cursor: new Uint8Array() })
  }

  versionOf(type: RecordType, id: string): bigint {
    return this.mirror.get({ type, id })?.version ?? 0n
  }

  /** A request to the route with the session of Alice. */
  question(routeId: string, given: Partial<Omit<Question, 'attributes'>> = {}): Question {
    return {
      requestId: 'request-1',
      routeId,
      routeVersion: this.versionOf('route', routeId),
      minVersion: this.mirror.version,
      epoch: this.epoch,
      sessionId: 'session-1',
      sessionVersion: 0n,
      attributes: attributes(),
      userAgent: 'test',
      ...given,
    }
  }

  async ask(question: Question, given: Partial<CheckSources> = {}): Promise<CheckAnswer> {
    const sources: CheckSources = {
      mirror: this.mirror,
      stalenessMs: () => 0,
      maxStalenessMs: 1_000,
      policies: () => this.policies.snapshot,
      primary: primaryWith([]),
      signingKey: () => this.signingKey,
      claimNames: ['email', 'groups', 'department'],
      log: silentLogger,
      now: () => this.now,
      ...given,
    }
    return check(question, sources, AbortSignal.timeout(5_000))
  }

  [Symbol.dispose](): void {
    this.policies[Symbol.dispose]()
  }
}

/** A world with Alice signed in and these routes. */
export function worldWith(...records: readonly (readonly Written[])[]): World {
  const world = new World()
  world.put(encodeUser(aUser()), encodeSession(aSession()), ...records.flat())
  return world
}

export function attributes(given: Partial<RequestAttributes> = {}): RequestAttributes {
  return {
    method: 'GET',
    host: 'app.example.com',
    path: '/',
    sourceIp: '192.0.2.1',
    clientCertificate: clientCertificate([]),
    headers: new Map(),
    ...given,
  }
}

/** A databroker that has these records, and counts how often it is asked. */
export function primaryWith(records: readonly StoredRecord[]) {
  const asked: string[] = []
  return {
    asked,
    async get({ type, id }: RecordKey): Promise<StoredRecord | undefined> {
      asked.push(`${type}/${id}`)
      return records.find((record) => record.type === type && record.id === id)
    },
  }
}

export const anyUser = { allow_any_authenticated_user: true }
export const everybody = { allow_public_unauthenticated_access: true }
