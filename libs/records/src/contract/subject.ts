import { randomBytes } from 'node:crypto'
import type { RecordKey, Version } from '../record.ts'
import type { DeleteOperation, PutOperation, PutResult, RecordStore } from '../record-store.ts'

/** A fresh, empty store and the passing of its time. */
export interface ContractSubject extends AsyncDisposable {
  readonly store: RecordStore
  /** The store's own time. */
  now(): Date
  /** Lets what the store holds grow older by `ms`. */
  advance(ms: number): Promise<void>
}

export type OpenSubject = () => Promise<ContractSubject>

export const writtenBy = 'spiffe://sallyport.internal/service/authenticate/a'

export const session = { type: 'session', id: 'c2Vzc2lvbi0xMjgtYml0cw' } as const
export const route = { type: 'route', id: 'whoami' } as const
export const user = { type: 'user', id: 'idp/alice' } as const

export function create(key: RecordKey, change: Partial<PutOperation> = {}): PutOperation {
  return { ...key, precondition: { mode: 'create' }, data: { user_id: 'idp/alice' }, writtenBy, ...change }
}

export function compareAndSet(
  key: RecordKey,
  expectedVersion: Version,
  change: Partial<PutOperation> = {},
): PutOperation {
  return create(key, { precondition: { mode: 'compare-and-set', expectedVersion }, ...change })
}

export function upsert(key: RecordKey, change: Partial<PutOperation> = {}): PutOperation {
  return create(key, { precondition: { mode: 'upsert' }, ...change })
}

export function remove(key: RecordKey, change: Partial<DeleteOperation> = {}): DeleteOperation {
  return { ...key, reason: 'signed_out', writtenBy, ...change }
}

/** The version of a write that the test takes for granted. */
export async function stored(result: Promise<PutResult>): Promise<Version> {
  const answer = await result
  if (answer.outcome !== 'stored') throw new Error(`the write was answered with ${answer.outcome}`)
  return answer.version
}

/** A UUIDv7 that says it was made at `time`. */
export function operationIdMadeAt(time: Date): string {
  const made = time.getTime().toString(16).padStart(12, '0')
  const random = randomBytes(10).toString('hex')
  return `${made.slice(0, 8)}-${made.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`
}
