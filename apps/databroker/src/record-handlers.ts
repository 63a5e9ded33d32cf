import type { CallContext, HandlersOf } from '@sallyport/grpc'
import { AppError } from '@sallyport/kernel'
import {
  type databrokerService,
  type FenceMessage,
  fromTimestamp,
  type PutRequest,
  type WriteOutcomeInput,
} from '@sallyport/proto'
import {
  type DeleteResult,
  type Fence,
  maxDataBytes,
  type Precondition,
  type PutResult,
  type RecordData,
  type RecordStore,
} from '@sallyport/records'
import { formatSpiffeId } from '@sallyport/service-identity'
import { requireRead, requireType, requireWrite } from './record-access.ts'
import { toRecordMessage } from './record-message.ts'
import { recordRight } from './record-rights.ts'
import { throughView } from './record-view.ts'

type Handlers = Pick<
  HandlersOf<typeof databrokerService>,
  'Put' | 'Get' | 'Query' | 'Delete' | 'ListTypes' | 'ServerInfo'
>

const mostQueried = 1_000

/**
 * Reads and writes of single records, each within the rights of its caller.
 * `currentEpoch` may lag by one poll: a version that lies past the end of the epoch it is reported with sends whoever holds it to `Get`.
 */
export function recordHandlers(store: RecordStore, instance: string, currentEpoch: () => string): Handlers {
  return {
    async Put(request, context) {
      const type = requireType(request.type)
      requireWrite(context.caller, type, request.id, 'put')
      const result = await store.put(
        {
          type,
          id: request.id,
          data: parseData(request.data),
          precondition: preconditionOf(request),
          ...(request.expiresAt && { expiresAt: fromTimestamp(request.expiresAt) }),
          ...writeOptions(request, context),
        },
        context.signal,
      )
      return { outcome: outcomeOf(result), version: versionOf(result), epoch: currentEpoch() }
    },

    async Get(request, context) {
      const type = requireType(request.type)
      const view = requireRead(context.caller, type, 'get')
      const record = await store.get({ type, id: request.id }, context.signal)
      if (!record) throw new AppError('not-found', `there is no such ${type} record`)
      return { record: toRecordMessage(throughView(record, view)) }
    },

    async Query(request, context) {
      const type = requireType(request.type)
      const view = requireRead(context.caller, type, 'list')
      const result = await store.query(
        {
          type,
          limit: request.limit === 0 ? mostQueried : request.limit,
          ...(request.field !== '' && { where: { field: request.field, equals: request.equals } }),
          ...(request.pageToken !== '' && { pageToken: request.pageToken }),
        },
        context.signal,
      )
      return {
        records: result.records.map((record) => toRecordMessage(throughView(record, view))),
        nextPageToken: result.nextPageToken ?? '',
      }
    },

    async Delete(request, context) {
      const type = requireType(request.type)
      requireWrite(context.caller, type, request.id, 'delete')
      if (request.reason === '') throw new AppError('invalid-argument', 'a delete says why')
      const result = await store.delete(
        {
          type,
          id: request.id,
          reason: request.reason,
          ...(request.expectedVersion !== undefined && { expectedVersion: BigInt(request.expectedVersion) }),
          ...writeOptions(request, context),
        },
        context.signal,
      )
      const deletedByThisCall = result.outcome === 'gone' && result.deletedByThisCall
      return { outcome: outcomeOf(result), version: versionOf(result), deletedByThisCall }
    },

    async ListTypes(_request, { caller, signal }) {
      const types = await store.listTypes(signal)
      return { types: types.filter((type) => recordRight(caller.service, type)?.list !== undefined) }
    },

    async ServerInfo(_request, { signal }) {
      const { storeId, epoch, head } = await store.info(signal)
      return { storeId, epoch, version: head.toString(), instance }
    },
  }
}

function preconditionOf({ expectedVersion }: PutRequest): Precondition {
  if (expectedVersion === undefined) return { mode: 'upsert' }
  const version = BigInt(expectedVersion)
  return version === 0n ? { mode: 'create' } : { mode: 'compare-and-set', expectedVersion: version }
}

function writeOptions(
  { operationId, fence }: { readonly operationId: string; readonly fence: FenceMessage | null },
  { caller, certificateSerial }: CallContext,
): { readonly writtenBy: string; readonly operationId?: string; readonly fence?: Fence } {
  return {
    writtenBy: `${formatSpiffeId(caller)}#${certificateSerial}`,
    ...(operationId !== '' && { operationId }),
    ...(fence && { fence: { lease: fence.lease, holder: formatSpiffeId(caller), token: BigInt(fence.token) } }),
  }
}

function parseData(bytes: Buffer): RecordData {
  if (bytes.length > maxDataBytes)
    throw new AppError('resource-exhausted', `a record holds at most ${maxDataBytes} bytes`)
  const value = parseJson(bytes)
  if (!isJsonObject(value)) throw new AppError('invalid-argument', 'the data of a record is a JSON object')
  return value
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new AppError('invalid-argument', 'the data of a record is not JSON', { cause })
  }
}

function isJsonObject(value: unknown): value is RecordData {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
} as const satisfies Record<(PutResult | DeleteResult)['outcome'], WriteOutcomeInput>

function outcomeOf(result: PutResult | DeleteResult): WriteOutcomeInput {
  return outcomes[result.outcome]
}

function versionOf(result: PutResult | DeleteResult): string {
  if ('version' in result) return result.version.toString()
  return 'currentVersion' in result ? result.currentVersion.toString() : '0'
}
