import type { CacheEntry } from './cache-entry.ts'

/** How much a cache may hold. */
export interface Bound {
  readonly entries: number
  readonly bytes: number
}

/** Entries under a bound. The one to go is the oldest that was not used since eviction last came by (second chance). */
export class EntryPool {
  readonly #bound: Bound
  readonly #entries = new Set<CacheEntry>()
  #bytes = 0

  constructor(bound: Bound) {
    this.#bound = bound
  }

  add(entry: CacheEntry): void {
    this.#entries.add(entry)
    this.#bytes += entry.bytes
  }

  remove(entry: CacheEntry): void {
    if (this.#entries.delete(entry)) this.#bytes -= entry.bytes
  }

  /** The entry that must go; `undefined` while the pool is within its bound. */
  overflow(): CacheEntry | undefined {
    if (this.#entries.size <= this.#bound.entries && this.#bytes <= this.#bound.bytes) return undefined
    for (const entry of this.#entries) {
      if (!entry.wasUsed) return entry
      entry.wasUsed = false
      this.#entries.delete(entry)
      this.#entries.add(entry)
    }
    return undefined
  }

  [Symbol.iterator](): IterableIterator<CacheEntry> {
    return this.#entries.values()
  }

  get size(): number {
    return this.#entries.size
  }

  get bytes(): number {
    return this.#bytes
  }
}
