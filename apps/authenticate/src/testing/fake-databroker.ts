import { setTimeout as delay } from 'node:timers/promises'
import { type CallContext, GrpcServer, type HandlersOf, implement } from '@sallyport/grpc'
import { AppError, type Now, silentLogger, systemNow } from '@sallyport/kernel'
import { type LocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import {
  databrokerService,
  fromTimestamp,
  type RecordMessageInput,
  type SyncRequest,
  type SyncResponseInput,
  toTimestamp,
} from '@sallyport/proto'
import { type DeleteResult, isRecordType, type PutResult, type RecordType, type StoredRecord } from '@sallyport/records'
import { MemoryRecordStore } from '@sallyport/storage-memory'

type Handlers = HandlersOf<typeof databrokerService>
type Method = keyof Handlers

export interface FakeDatabroker extends AsyncDisposable {
  readonly store: MemoryRecordStore
  readonly address: { readonly host: string; readonly port: number }
  /** From now on every call that `hits` is answered with `unavailable`. */
  fail(hits?: (method: Method, type: string) => boolean): void
  heal(): void
}

/** The databroker's contract over a store in memory, for authenticate alone, with real certificates. */
export async function startFakeDatabroker(
  authority: LocalServiceAuthority,
  { now = systemNow, address = { host: '127.0.0.1', port: 0 } }: { now?: Now; address?: GrpcServer['address'] } = {},
): Promise<FakeDatabroker> {
  await using scope = new AsyncDisposableStack()
  const store = scope.use(new MemoryRecordStore(now))
  const identities = new MemoryIdentitySource(await authority.issueServiceIdentity('databroker', 'databroker-0'))
  let isHit = (_method: Method, _type: string): boolean => false
  const assertUp = (method: Method, type: string): void => {
    if (isHit(method, type)) throw new AppError('unavailable', 'the databroker is out of order')
  }
  const methods = implement(databrokerService, handlersOver(store, assertUp))
  const server = await GrpcServer.listen({
    address,
    identities,
    methods,
    rights: new Map(methods.map(({ method }) => [method.path, ['authenticate']] as const)),
    log: silentLogger,
    graceMs: 50,
  })
  scope.use(server)
  const owned = scope.move()
  return {
    store,
    address: server.address,
    fail: (hits = () => true) => {
      isHit = hits
    },
    heal: () => {
      isHit = () => false
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function handlersOver(store: MemoryRecordStore, assertUp: (method: Method, type: string) => void): Handlers {
  const refuse = (): never => {
    throw new AppError('failed-precondition', 'not expected in this test')
  }
  const epochOf = async (): Promise<string> => (await store.info()).epoch
  const writtenBy = 'authenticate'
  return {
    async Put({ type, id, data, expiresAt, expectedVersion, operationId }) {
      assertUp('Put', type)
      const version = BigInt(expectedVersion ?? 0)
      const result = await store.put({
        type: typeOf(type),
        id,
        data: JSON.parse(data.toString()),
        precondition: version === 0n ? { mode: 'create' } : { mode: 'compare-and-set', expectedVersion: version },
        operationId,
        writtenBy,
        ...(expiresAt && { expiresAt: fromTimestamp(expiresAt) }),
      })
      return { ...written(result), epoch: await epochOf() }
    },
    async Get({ type, id }) {
      assertUp('Get', type)
      const record = await store.get({ type: typeOf(type), id })
      if (!record) throw new AppError('not-found', 'there is no such record')
      return { record: toMessage(record) }
    },
    async Delete({ type, id, reason, expectedVersion, operationId }) {
      assertUp('Delete', type)
      const expected = expectedVersion === undefined ? {} : { expectedVersion: BigInt(expectedVersion) }
      const result = await store.delete({ type: typeOf(type), id, reason, operationId, writtenBy, ...expected })
      return { ...written(result), deletedByThisCall: result.outcome === 'gone' && result.deletedByThisCall }
    },
    async ServerInfo() {
      assertUp('ServerInfo', '')
      const { storeId, epoch, head } = await store.info()
      return { storeId, epoch, version: head.toString(), instance: 'databroker-0' }
    },
    async *Sync(requests, { signal }: CallContext) {
      assertUp('Sync', '')
      yield* follow(store, requests, signal)
    },
    async Query({ type, field, equals, limit }) {
      assertUp('Query', type)
      const { records } = await store.query({ type: typeOf(type), where: { field, equals }, limit })
      return { records: records.map(toMessage), nextPageToken: '' }
    },
    ListTypes: refuse,
    AcquireLease: refuse,
    RenewLease: refuse,
    ReleaseLease: refuse,
  }
}

/** The whole state, and then every change as it comes. */
async function* follow(
  store: MemoryRecordStore,
  requests: AsyncIterable<SyncRequest>,
  signal: AbortSignal,
): AsyncGenerator<SyncResponseInput> {
  const incoming = requests[Symbol.asyncIterator]()
  const open = (await incoming.next()).value?.open
  const types = (open?.types ?? []).map(typeOf)
  const { storeId, epoch } = await store.info()
  yield { reset: { storeId, epoch, reason: 'no cursor' } }
  for (let version = -1n; !signal.aborted; ) {
    const page = await store.changesAfter(version < 0n ? 0n : version, 1_000, types)
    if (page.records.length > 0) yield { changes: { records: page.records.map(toMessage) } }
    if (page.through !== version) {
      version = page.through
      yield { checkpoint: { epoch, version: version.toString(), storeId, cursor: Buffer.from('cursor') } }
    }
    await delay(2, undefined, { signal }).catch(() => {})
  }
}

function toMessage(record: StoredRecord): RecordMessageInput {
  const { type, id, version, data } = record
  const message = { type, id, version: version.toString(), data: Buffer.from(JSON.stringify(data)) }
  if (record.deleted)
    return { ...message, deletion: { deletedAt: toTimestamp(record.deletedAt), reason: record.deleteReason } }
  return {
    ...message,
    createdAt: toTimestamp(record.createdAt),
    modifiedAt: toTimestamp(record.modifiedAt),
    ...(record.expiresAt && { expiresAt: toTimestamp(record.expiresAt) }),
  }
}

function written(result: PutResult | DeleteResult) {
  const version = 'version' in result ? result.version : 'currentVersion' in result ? result.currentVersion : 0n
  return { outcome: outcomes[result.outcome], version: version.toString() }
}

const outcomes = {
  stored: 'WRITE_OUTCOME_DONE',
  gone: 'WRITE_OUTCOME_DONE',
  'not-found': 'WRITE_OUTCOME_NOT_FOUND',
  'already-exists': 'WRITE_OUTCOME_ALREADY_EXISTS',
  'version-mismatch': 'WRITE_OUTCOME_VERSION_MISMATCH',
  deleted: 'WRITE_OUTCOME_DELETED',
  fenced: 'WRITE_OUTCOME_FENCED',
  'operation-expired': 'WRITE_OUTCOME_OPERATION_EXPIRED',
  'operation-reused': 'WRITE_OUTCOME_OPERATION_REUSED',
} as const

function typeOf(type: string): RecordType {
  if (!isRecordType(type)) throw new AppError('invalid-argument', 'there is no such record type')
  return type
}
