import { type LiveRecord, Mirror, type RecordData, type RecordType, type StoredRecord } from '@sallyport/records'

const at = new Date('2026-01-01T00:00:00Z')

export function live(
  type: RecordType,
  id: string,
  version: number | bigint,
  data: RecordData = {},
  expiresAt?: Date,
): LiveRecord {
  const record = { deleted: false, type, id, version: BigInt(version), data, createdAt: at, modifiedAt: at } as const
  return { ...record, writtenBy: 'test', ...(expiresAt && { expiresAt }) }
}

export function gone(type: RecordType, id: string, version: number | bigint, data: RecordData = {}): StoredRecord {
  const deletion = { deletedAt: at, deleteReason: 'signed-out', deletedBy: 'test' }
  return { deleted: true, type, id, version: BigInt(version), data, ...deletion }
}

/** A mirror of what a decision can depend on, showing `records` at `version`. */
export function mirrorOf(records: readonly StoredRecord[], version: number | bigint, ringCapacity = 100): Mirror {
  const types = ['session', 'user', 'route', 'policy', 'service_account'] as const
  const mirror = new Mirror({ types, indexes: { session: ['user_id'] }, ringCapacity })
  mirror.reset({ storeId: 'store', epoch: 'epoch-1' })
  bringChanges(mirror, records, version)
  return mirror
}

export function bringChanges(mirror: Mirror, records: readonly StoredRecord[], version: number | bigint): void {
  mirror.apply(records)
  const epoch = mirror.epoch ?? 'epoch-1'
  mirror.checkpoint({ epoch, version: BigInt(version), storeId: 'store', cursor: new Uint8Array() })
}
