import { type Change, type ChangeBatch, differences } from './change.ts'
import { ChangeRing } from './change-ring.ts'
import { EpochHistory, type VersionReached } from './epoch-history.ts'
import type { LiveRecord, RecordKey, RecordType, StoredRecord, Version } from './record.ts'
import { recordKeyString } from './record.ts'
import type { RecordReader } from './record-reader.ts'
import { type IndexedFields, RecordTable } from './record-table.ts'
import { type HeldReason, ResetCandidate } from './reset-candidate.ts'
import { SyncRefusal } from './sync-refusal.ts'
import { VersionWaiters } from './version-waiters.ts'

/** A point at which everything that was sent makes one consistent state. */
export interface Checkpoint {
  readonly epoch: string
  readonly version: Version
  readonly storeId: string
  /** Where to resume; opaque. */
  readonly cursor: Uint8Array
}

export interface MirrorOptions {
  /** What the mirror follows; records of other types are ignored. */
  readonly types: readonly RecordType[]
  readonly indexes?: IndexedFields
  /** How many changes are remembered for `changesSince`. */
  readonly ringCapacity?: number
  /** Whether a reset may replace a state that is already shown. One that may not is kept aside until it may or is confirmed. */
  readonly acceptReset?: (candidate: RecordTable, shown: RecordTable) => boolean
}

/** A whole state that was received and is not shown. */
export interface HeldReset {
  readonly because: HeldReason
  readonly storeId: string
  readonly version: Version
}

/**
 * A copy of the store that follows it through one `Sync` stream after another. Readers see a state only as of a checkpoint: never the first half
 * of a reset, and never a record from a catch-up that has not come to its end.
 *
 * `streamStarted`, `reset`, `apply` and `checkpoint` take what a stream brings, in order; they throw `SyncRefusal` for what must not be followed.
 */
export class Mirror implements RecordReader {
  readonly types: ReadonlySet<RecordType>
  readonly #indexes: IndexedFields
  readonly #acceptReset: (candidate: RecordTable, shown: RecordTable) => boolean
  readonly #ring: ChangeRing
  readonly #history = new EpochHistory()
  readonly #waiters = new VersionWaiters()
  readonly #listeners = new Set<(batch: ChangeBatch) => void>()
  #table: RecordTable
  #shown: Checkpoint | undefined
  /** Received since the last checkpoint, the newest of each record. */
  #pending = new Map<string, StoredRecord>()
  #candidate: ResetCandidate | undefined
  #heldResets = 0

  constructor({ types, indexes = {}, ringCapacity = 10_000, acceptReset = () => true }: MirrorOptions) {
    this.types = new Set(types)
    this.#indexes = indexes
    this.#acceptReset = acceptReset
    this.#ring = new ChangeRing(ringCapacity)
    this.#table = new RecordTable(this.types, indexes)
  }

  get(key: RecordKey): LiveRecord | undefined {
    return this.#table.get(key)
  }

  byType(type: RecordType): Iterable<LiveRecord> {
    return this.#table.byType(type)
  }

  byField(type: RecordType, field: string, value: string): Iterable<LiveRecord> {
    return this.#table.byField(type, field, value)
  }

  count(type: RecordType): number {
    return this.#table.count(type)
  }

  /** The version as of which everything is shown; 0 before the first checkpoint. */
  get version(): Version {
    return this.#shown?.version ?? 0n
  }

  /** `undefined` before the first checkpoint. */
  get epoch(): string | undefined {
    return this.#shown?.epoch
  }

  get storeId(): string | undefined {
    return this.#shown?.storeId
  }

  /** Where the next stream resumes; `undefined` to start anew. */
  get cursor(): Uint8Array | undefined {
    return this.#shown?.cursor
  }

  /** Whether everything that was received is shown: only then does an echo of the broker say how fresh the mirror is. */
  get isSettled(): boolean {
    return this.#shown !== undefined && this.#candidate === undefined && this.#pending.size === 0
  }

  /** The reset that is kept aside, while there is one. */
  get heldReset(): HeldReset | undefined {
    return this.#candidate?.held
  }

  /** How many resets were kept aside so far. */
  get heldResets(): number {
    return this.#heldResets
  }

  /** Every change after `version` that is shown; `undefined` when the ring no longer covers it. */
  changesSince(version: Version): readonly Change[] | undefined {
    return this.#ring.since(version)
  }

  /** Calls back in the very turn in which a checkpoint made changes visible, before any other reader runs. */
  onChange(listener: (batch: ChangeBatch) => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  /** Resolves once everything up to that version is shown, or it is certain that this cannot be told; rejects with the signal's reason. */
  waitForVersion(epoch: string, version: Version, signal: AbortSignal): Promise<VersionReached> {
    return this.#waiters.wait(() => {
      if (epoch === this.epoch) return version <= this.version ? 'reached' : undefined
      return this.#history.reached(epoch, version)
    }, signal)
  }

  /** A new stream begins from `cursor`: what an older one left unfinished will be sent again. */
  streamStarted(): void {
    this.#pending.clear()
    this.#candidate = undefined
  }

  /** What follows is the whole state. */
  reset({ storeId, epoch }: { readonly storeId: string; readonly epoch: string }): void {
    this.#refuseSupersededEpoch(epoch)
    this.#pending.clear()
    this.#candidate = new ResetCandidate(storeId, new RecordTable(this.types, this.#indexes))
  }

  apply(records: Iterable<StoredRecord>): void {
    for (const record of records) {
      if (!this.types.has(record.type)) continue
      if (this.#candidate !== undefined) this.#candidate.apply(record)
      else this.#keepForCheckpoint(record)
    }
  }

  /** Shows what was received. `held`: it is the whole state after a reset that must not replace the shown one. */
  checkpoint(checkpoint: Checkpoint): 'shown' | 'held' {
    this.#refuseSupersededEpoch(checkpoint.epoch)
    if (this.#candidate !== undefined) return this.#finishReset(this.#candidate, checkpoint)
    this.#showPending(checkpoint)
    return 'shown'
  }

  /** An operator's word that the reset which is kept aside is right: it is shown at its next checkpoint. Returns whether there was one. */
  confirmHeldReset(): boolean {
    if (this.#candidate?.held === undefined) return false
    this.#candidate.isConfirmed = true
    return true
  }

  #refuseSupersededEpoch(epoch: string): void {
    if (this.#history.has(epoch)) throw new SyncRefusal('superseded-epoch', `epoch ${epoch} has ended`)
  }

  #keepForCheckpoint(record: StoredRecord): void {
    // What is shown covers everything up to its version, deletes included: an older record would bring back what has gone.
    if (record.version <= this.version) return
    const key = recordKeyString(record)
    const kept = this.#pending.get(key)
    if (kept === undefined || kept.version < record.version) this.#pending.set(key, record)
  }

  #showPending(checkpoint: Checkpoint): void {
    const shown = this.#shown
    if (shown === undefined) throw new SyncRefusal('protocol', 'a first stream must begin with a reset')
    if (checkpoint.storeId !== shown.storeId)
      throw new SyncRefusal('other-store', `store ${checkpoint.storeId} is not ${shown.storeId}`)
    if (checkpoint.version < shown.version)
      throw new SyncRefusal('behind', `version ${checkpoint.version} is behind ${shown.version}`)
    const records = [...this.#pending.values()].sort((a, b) => (a.version < b.version ? -1 : 1))
    const newest = records.at(-1)
    if (newest !== undefined && newest.version > checkpoint.version)
      throw new SyncRefusal('protocol', `a checkpoint at ${checkpoint.version} after a change at ${newest.version}`)
    this.#pending.clear()
    const changes = records.map((record) => this.#show(record))
    for (const change of changes) this.#ring.push(change)
    if (checkpoint.epoch === shown.epoch) this.#announce(checkpoint, { reset: false, changes })
    else {
      this.#history.continuedElsewhere(shown.epoch, shown.version)
      this.#announce(checkpoint, { reset: false, changes, lastEpochShownTo: shown.version })
    }
  }

  #show(record: StoredRecord): Change {
    const { type, id, version } = record
    const before = this.#table.get(record)
    if (!record.deleted) return { type, id, version, before, after: this.#table.put(record), tombstone: undefined }
    this.#table.remove(record)
    return { type, id, version, before, after: undefined, tombstone: record }
  }

  #finishReset(candidate: ResetCandidate, checkpoint: Checkpoint): 'shown' | 'held' {
    const shown = this.#shown
    if (candidate.storeId !== checkpoint.storeId)
      throw new SyncRefusal('protocol', `a reset of store ${candidate.storeId} ended in ${checkpoint.storeId}`)
    const sameEpoch = shown?.epoch === checkpoint.epoch
    if (shown !== undefined && sameEpoch && checkpoint.version < shown.version)
      throw new SyncRefusal('behind', `a reset to ${checkpoint.version} is behind ${shown.version}`)
    const heldBecause = shown === undefined ? undefined : this.#whyHeld(candidate, shown)
    if (heldBecause !== undefined) {
      if (candidate.held === undefined) this.#heldResets += 1
      candidate.held = { because: heldBecause, storeId: candidate.storeId, version: checkpoint.version }
      return 'held'
    }
    const { version } = checkpoint
    const changes = differences(this.types, this.#table, candidate.table, { sameEpoch, version })
    if (shown !== undefined && !sameEpoch) this.#history.abandoned(shown.epoch)
    this.#candidate = undefined
    this.#table = candidate.table
    this.#ring.restart(version)
    this.#announce(checkpoint, { reset: true, changes })
    return 'shown'
  }

  #whyHeld(candidate: ResetCandidate, shown: Checkpoint): HeldReason | undefined {
    if (candidate.isConfirmed) return undefined
    if (candidate.storeId !== shown.storeId) return 'other-store'
    return this.#acceptReset(candidate.table, this.#table) ? undefined : 'rejected'
  }

  #announce(checkpoint: Checkpoint, news: Omit<ChangeBatch, 'epoch' | 'version'>): void {
    this.#shown = checkpoint
    const { epoch, version } = checkpoint
    const isNews = news.reset || news.lastEpochShownTo !== undefined || news.changes.length > 0
    if (isNews) this.#tellListeners({ epoch, version, ...news })
    this.#waiters.wake()
  }

  /** A listener that throws must not keep a change from the others, which may guard decisions by it. */
  #tellListeners(batch: ChangeBatch): void {
    const bugs: unknown[] = []
    for (const listener of [...this.#listeners])
      try {
        listener(batch)
      } catch (bug) {
        bugs.push(bug)
      }
    if (bugs.length > 0) throw new AggregateError(bugs, 'a listener of a mirror failed')
  }
}
