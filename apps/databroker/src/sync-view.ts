import { createHash } from 'node:crypto'
import { AppError } from '@sallyport/kernel'
import { isRecordType, type RecordType, type StoredRecord } from '@sallyport/records'
import type { ServiceName } from '@sallyport/service-identity'
import { recordRight, type View } from './record-rights.ts'
import { throughView } from './record-view.ts'

/** What one subscriber sees: types and fields, never a choice of rows. */
export interface SyncView {
  readonly types: readonly RecordType[]
  /** Differs when the same cursor would stand for a different view: other types, another role, other fields. */
  readonly hash: string
  /** `undefined`: of a type that was not asked for. */
  project(record: StoredRecord): StoredRecord | undefined
}

/** Throws `invalid-argument` for an unknown or missing type and `permission-denied` for one that this service may not sync. */
export function syncView(service: ServiceName, requested: readonly string[]): SyncView {
  if (requested.length === 0) throw new AppError('invalid-argument', 'a sync names the record types it wants')
  const views = new Map<RecordType, View>()
  for (const type of [...requested].sort()) {
    if (!isRecordType(type)) throw new AppError('invalid-argument', `there is no record type ${JSON.stringify(type)}`)
    const view = recordRight(service, type)?.sync
    if (view === undefined) throw new AppError('permission-denied', `${service} may not sync ${type} records`)
    views.set(type, view)
  }
  return {
    types: [...views.keys()],
    hash: createHash('sha256')
      .update(JSON.stringify([service, [...views]]))
      .digest()
      .subarray(0, 16)
      .toString('base64url'),
    project: (record) => {
      const view = views.get(record.type)
      return view === undefined ? undefined : throughView(record, view)
    },
  }
}
