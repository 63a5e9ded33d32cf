import type { ChangePage, RecordStore, Version } from '@sallyport/records'
import { MemoryRecordStore } from '@sallyport/storage-memory'

type Reads = Pick<RecordStore, 'changesAfter' | 'info' | 'isOnHistory' | 'onLocalCommit'>

/** A store whose reads can be held up, and which can fail over to another server that never saw its last commits. */
export class FailingOverStore implements Reads {
  readonly #first = new MemoryRecordStore()
  readonly #second = new MemoryRecordStore()
  #lastCommon: Version | undefined
  #feedIsHeld: Promise<void> | undefined
  /** Pages that were read for subscribers, which name their types; the feed does not. */
  subscriberPages = 0

  /** Writes session `id`, anew if it exists; to both servers unless only the first gets to commit it. */
  async put(id: string, { isLost = false } = {}): Promise<Version> {
    const lasting = isLost || this.#lastCommon !== undefined ? [] : [this.#second]
    const [first] = await Promise.all([this.#current, ...lasting].map((store) => putSession(store, id)))
    return first ?? 0n
  }

  /** From now on the second server answers, in an epoch of its own. */
  async failOver(): Promise<void> {
    this.#lastCommon = (await this.#second.info()).head
  }

  /** Reads of the feed wait until they are let go. */
  holdFeed(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#feedIsHeld = promise
    return resolve
  }

  async changesAfter(...[after, limit, types, signal]: Parameters<RecordStore['changesAfter']>): Promise<ChangePage> {
    if (types === undefined) await this.#feedIsHeld
    else this.subscriberPages++
    return this.#current.changesAfter(after, limit, types, signal)
  }

  async isOnHistory(cursor: { readonly epoch: string; readonly version: Version }): Promise<boolean> {
    if (await this.#current.isOnHistory(cursor)) return true
    const { epoch } = await this.#first.info()
    return this.#lastCommon !== undefined && cursor.epoch === epoch && cursor.version <= this.#lastCommon
  }

  info(): ReturnType<RecordStore['info']> {
    return this.#current.info()
  }

  onLocalCommit(listener: () => void): Disposable {
    return this.#current.onLocalCommit(listener)
  }

  get #current(): MemoryRecordStore {
    return this.#lastCommon === undefined ? this.#first : this.#second
  }
}

async function putSession(store: RecordStore, id: string): Promise<Version> {
  const known = await store.get({ type: 'session', id })
  const result = await store.put({
    ...{ type: 'session', id, data: { user_id: 'idp/bob' }, writtenBy: 'a' },
    precondition: known ? { mode: 'compare-and-set', expectedVersion: known.version } : { mode: 'create' },
  })
  if (result.outcome !== 'stored') throw new Error(result.outcome)
  return result.version
}
