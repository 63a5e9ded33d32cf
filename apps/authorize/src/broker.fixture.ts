import { GrpcServer, type HandlersOf, implement } from '@sallyport/grpc'
import { AppError, silentLogger, sleep } from '@sallyport/kernel'
import type { IdentitySource } from '@sallyport/pki'
import {
  databrokerService,
  fromTimestamp,
  type KeyMessageInput,
  keysService,
  type RecordMessageInput,
  type SyncRequest,
  toTimestamp,
  WriteOutcome,
} from '@sallyport/proto'
import { isRecordType, type Precondition, type RecordType, type StoredRecord } from '@sallyport/records'
import { serviceNames } from '@sallyport/service-identity'
import { MemoryRecordStore } from '@sallyport/storage-memory'
import { generateSigningKey } from '@sallyport/tokens'

/** What a test makes a broker do. */
export interface BrokerScript {
  readonly keys: KeyMessageInput[]
  /** Sync streams stay open and bring nothing new, nonces' echoes included. */
  isFrozen: boolean
  /** `Get` is answered with `unavailable`. */
  isPrimaryGone: boolean
}

export interface TestBroker extends AsyncDisposable {
  readonly store: MemoryRecordStore
  readonly script: BrokerScript
  readonly address: GrpcServer['address']
}

/** As much of a databroker as authorize talks to, over a store in memory, in the hands of a test. */
export async function startTestBroker(
  identities: IdentitySource,
  address = { host: '127.0.0.1', port: 0 },
): Promise<TestBroker> {
  await using scope = new AsyncDisposableStack()
  const store = scope.use(new MemoryRecordStore())
  const script: BrokerScript = { keys: [aKey(new Date(0))], isFrozen: false, isPrimaryGone: false }
  const methods = [
    ...implement(databrokerService, databroker(store, script)),
    ...implement(keysService, { GetKeyRing: () => ({ keys: script.keys }) }),
  ]
  const rights = new Map(methods.map(({ method }) => [method.path, serviceNames] as const))
  const server = scope.use(
    await GrpcServer.listen({ address, identities, methods, rights, log: silentLogger, graceMs: 100 }),
  )
  const owned = scope.move()
  return { store, script, address: server.address, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** A signing key as a databroker hands it out. */
export function aKey(activeFrom: Date, retiredAt?: Date): KeyMessageInput & { readonly kid: string } {
  const { kid, pkcs8 } = generateSigningKey()
  return {
    kid,
    material: Buffer.from(pkcs8.reveal()),
    createdAt: toTimestamp(activeFrom),
    activeFrom: toTimestamp(activeFrom),
    ...(retiredAt && { retiredAt: toTimestamp(retiredAt) }),
  }
}

function databroker(store: MemoryRecordStore, script: BrokerScript): HandlersOf<typeof databrokerService> {
  const refuse = (): never => {
    throw new AppError('failed-precondition', 'authorize does not call this')
  }
  return {
    async Put({ type, id, data, expectedVersion, expiresAt }, { caller }) {
      const result = await store.put({
        type: knownType(type),
        id,
        data: JSON.parse(data.toString()),
        precondition: preconditionOf(expectedVersion),
        writtenBy: caller.instance,
        ...(expiresAt && { expiresAt: fromTimestamp(expiresAt) }),
      })
      if (result.outcome === 'stored') return { outcome: WriteOutcome.WRITE_OUTCOME_DONE, version: `${result.version}` }
      if (result.outcome !== 'deleted') return refuse()
      return { outcome: WriteOutcome.WRITE_OUTCOME_DELETED, version: `${result.currentVersion}` }
    },
    async Get({ type, id }) {
      if (script.isPrimaryGone) throw new AppError('unavailable', 'no primary')
      const record = await store.get({ type: knownType(type), id })
      if (!record) throw new AppError('not-found', 'no such record')
      return { record: recordMessage(record) }
    },
    async *Sync(requests, { signal }) {
      const incoming = requests[Symbol.asyncIterator]()
      const first: IteratorResult<SyncRequest, unknown> = await incoming.next()
      const types = (first.done ? [] : (first.value.open?.types ?? [])).map(knownType)
      const nonces: string[] = []
      readNonces(incoming, nonces).catch(() => undefined)
      const { storeId, epoch } = await store.info()
      yield { reset: { storeId, epoch, reason: 'test' } }
      for (let shown = -1n; ; await sleep(2, signal)) {
        if (script.isFrozen) continue
        const covered = nonces.at(-1)
        const { records, head } = await store.changesAfter(shown < 0n ? 0n : shown, 1_000, types)
        if (records.length > 0) yield { changes: { records: records.map(recordMessage) } }
        const version = head.toString()
        if (head > shown) yield { checkpoint: { storeId, epoch, version, cursor: Buffer.from(version) } }
        shown = head
        if (covered !== undefined) yield { echo: covered }
      }
    },
    Query: refuse,
    Delete: refuse,
    ListTypes: refuse,
    ServerInfo: refuse,
    AcquireLease: refuse,
    RenewLease: refuse,
    ReleaseLease: refuse,
  }
}

async function readNonces(incoming: AsyncIterator<SyncRequest>, nonces: string[]): Promise<void> {
  for (let next = await incoming.next(); !next.done; next = await incoming.next())
    if (next.value.nonce !== undefined) nonces.splice(0, nonces.length, next.value.nonce)
}

function preconditionOf(expectedVersion: string | undefined): Precondition {
  if (expectedVersion === undefined) return { mode: 'upsert' }
  if (expectedVersion === '0') return { mode: 'create' }
  return { mode: 'compare-and-set', expectedVersion: BigInt(expectedVersion) }
}

function knownType(type: string): RecordType {
  if (isRecordType(type)) return type
  throw new AppError('invalid-argument', `no type ${type}`)
}

function recordMessage(record: StoredRecord): RecordMessageInput {
  const { type, id, version, data } = record
  const common = { type, id, version: version.toString(), data: Buffer.from(JSON.stringify(data)) }
  if (record.deleted) return { ...common, deletion: { deletedAt: toTimestamp(record.deletedAt), reason: '' } }
  const { createdAt, modifiedAt, expiresAt } = record
  const times = { createdAt: toTimestamp(createdAt), modifiedAt: toTimestamp(modifiedAt) }
  return { ...common, ...times, ...(expiresAt && { expiresAt: toTimestamp(expiresAt) }) }
}
