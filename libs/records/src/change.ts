import type { LiveRecord, RecordKey, RecordType, Tombstone, Version } from './record.ts'
import type { RecordReader } from './record-reader.ts'

/**
 * One record that a mirror shows differently than before. `before` is what readers saw until now, `after` what they see from now on;
 * a record that came and went between two checkpoints has neither, only its tombstone.
 */
export interface Change extends RecordKey {
  readonly version: Version
  readonly before: LiveRecord | undefined
  readonly after: LiveRecord | undefined
  /** Why it went; absent when it is live, and when a reset showed that it is gone without saying why. */
  readonly tombstone: Tombstone | undefined
}

/** Everything that became visible at one checkpoint. */
export interface ChangeBatch {
  /** The whole state was replaced: whatever was derived from the old one and is not in `changes` rests on another history or on unseen changes. */
  readonly reset: boolean
  readonly epoch: string
  /** The mirror's version from now on. */
  readonly version: Version
  /**
   * Set when the history went on in another epoch, without a reset: this mirror had shown the last one up to here.
   * Whatever others had seen of it beyond may be commits that were lost.
   */
  readonly lastEpochShownTo?: Version
  /** In version order, except in a reset. */
  readonly changes: readonly Change[]
}

/** What leads from one whole state to another. Across epochs an equal version does not mean an equal record, so every record counts as changed. */
export function differences(
  types: Iterable<RecordType>,
  before: RecordReader,
  after: RecordReader,
  { sameEpoch, version }: { readonly sameEpoch: boolean; readonly version: Version },
): Change[] {
  const changes: Change[] = []
  for (const type of types) {
    for (const old of before.byType(type))
      if (after.get(old) === undefined)
        changes.push({ type, id: old.id, version, before: old, after: undefined, tombstone: undefined })
    for (const now of after.byType(type)) {
      const old = before.get(now)
      if (old === undefined || old.version !== now.version || !sameEpoch)
        changes.push({ type, id: now.id, version: now.version, before: old, after: now, tombstone: undefined })
    }
  }
  return changes
}
