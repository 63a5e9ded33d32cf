import { recordKeyString, type StoredRecord, type Version } from './record.ts'
import type { RecordTable } from './record-table.ts'

/** `other-store`: it is the state of a store that is not ours. `rejected`: the mirror's guard does not take it. */
export type HeldReason = 'other-store' | 'rejected'

/** A whole state that is built aside after a reset. */
export class ResetCandidate {
  readonly storeId: string
  readonly table: RecordTable
  /** Set when it was complete and not shown. */
  held: { readonly because: HeldReason; readonly storeId: string; readonly version: Version } | undefined
  /** An operator said that it is right. */
  isConfirmed = false
  readonly #deleted = new Map<string, Version>()

  constructor(storeId: string, table: RecordTable) {
    this.storeId = storeId
    this.table = table
  }

  /** Takes the record iff it is newer than the one held, live or deleted. */
  apply(record: StoredRecord): void {
    const key = recordKeyString(record)
    const heldVersion = this.table.get(record)?.version ?? this.#deleted.get(key) ?? 0n
    if (record.version <= heldVersion) return
    if (record.deleted) {
      this.table.remove(record)
      this.#deleted.set(key, record.version)
    } else {
      this.#deleted.delete(key)
      this.table.put(record)
    }
  }
}
