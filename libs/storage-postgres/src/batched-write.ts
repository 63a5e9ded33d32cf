import {
  checkDelete,
  checkPut,
  type DeleteOperation,
  type Fence,
  type PutOperation,
  type RecordKey,
  type RememberedOperation,
  recordKeyString,
  recordRules,
} from '@sallyport/records'
import type { QueuedWrite } from './group-commit.ts'

/** A checked operation, ready to be put in a batch: its JSON is made once, before it queues. */
export interface BatchedWrite extends QueuedWrite {
  /** An object for `put_batch`, still without its number. */
  readonly json: string
  readonly fencedBy: string | undefined
}

export function batchedPut(operation: PutOperation): BatchedWrite {
  const { json, remembered } = checkPut(operation)
  const { precondition, expiresAt } = operation
  const fields = {
    kind: 'put',
    mode: precondition.mode,
    ...(precondition.mode === 'compare-and-set' ? { expected_version: precondition.expectedVersion.toString() } : {}),
    expires_at: expiresAt?.toISOString(),
    id_is_reusable: recordRules(operation.type).idIsReusable,
  }
  return batched(operation, fields, remembered, json)
}

export function batchedDelete(operation: DeleteOperation): BatchedWrite {
  const { remembered } = checkDelete(operation)
  const fields = {
    kind: 'delete',
    expected_version: operation.expectedVersion?.toString(),
    reason: operation.reason,
    tombstone_fields: recordRules(operation.type).tombstoneFields,
  }
  return batched(operation, fields, remembered)
}

/** A delete that `put_batch` does only if the record is expired by then. */
export function batchedExpiry(key: RecordKey, writtenBy: string): BatchedWrite {
  const fields = { kind: 'expire', reason: 'expired', tombstone_fields: recordRules(key.type).tombstoneFields }
  return batched({ ...key, writtenBy }, fields, undefined)
}

/** The three arguments of `put_batch` but the last. */
export function batchArguments(writes: readonly BatchedWrite[]): readonly [string, readonly string[]] {
  const operations = writes.map(({ json }, index) => `{"n":${index},${json.slice(1)}`)
  const fences = new Set(writes.flatMap(({ fencedBy }) => fencedBy ?? []))
  return [`[${operations.join(',')}]`, [...fences]]
}

function batched(
  { type, id, writtenBy, fence }: RecordKey & { readonly writtenBy: string; readonly fence?: Fence },
  fields: object,
  remembered: RememberedOperation | undefined,
  data?: string,
): BatchedWrite {
  const head = JSON.stringify({
    type,
    id,
    written_by: writtenBy,
    ...fields,
    ...(fence ? { lease: fence.lease, lease_holder: fence.holder, lease_token: fence.token.toString() } : {}),
    ...(remembered
      ? {
          operation_id: remembered.id,
          operation_made_at: new Date(remembered.madeAtMs).toISOString(),
          digest: remembered.digest,
        }
      : {}),
  })
  // The data is JSON already: it is put in as it is.
  const json = data === undefined ? head : `${head.slice(0, -1)},"data":${data}}`
  const keys = [recordKeyString({ type, id }), ...(remembered ? [`operation ${remembered.id}`] : [])]
  return { keys, bytes: json.length, json, fencedBy: fence?.lease }
}
