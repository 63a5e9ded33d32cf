import { type CacheEntry, varyKey } from './cache-entry.ts'
import { type Bound, EntryPool } from './entry-pool.ts'
import type { RequestAttributes } from './request-attributes.ts'

/** Entries that read the same attributes, by the values they read. */
interface Shape {
  readonly varyNames: readonly string[]
  readonly entries: Map<string, CacheEntry>
}

/** One credential's part of the cache: bounded by itself, because a client chooses its paths and would push out everybody else's decisions. */
export class CredentialShare {
  readonly pool: EntryPool
  readonly #shapesByRoute = new Map<string, Shape[]>()

  constructor(bound: Bound) {
    this.pool = new EntryPool(bound)
  }

  /** Entries of the route that agree with the request on all that they read; the first that `isUsable` takes. */
  find(
    routeId: string,
    attributes: RequestAttributes,
    isUsable: (entry: CacheEntry) => boolean,
  ): CacheEntry | undefined {
    const shapes = this.#shapesByRoute.get(routeId)
    if (shapes === undefined) return undefined
    for (const { varyNames, entries } of shapes) {
      const entry = entries.get(varyKey(varyNames, attributes))
      if (entry !== undefined && isUsable(entry)) return entry
    }
    return undefined
  }

  /** Returns the entry that this one replaces. */
  add(entry: CacheEntry): CacheEntry | undefined {
    const shapes = this.#shapesByRoute.get(entry.routeId) ?? []
    if (shapes.length === 0) this.#shapesByRoute.set(entry.routeId, shapes)
    let shape = shapes.find(({ varyNames }) => isSameList(varyNames, entry.varyNames))
    if (shape === undefined) {
      shape = { varyNames: entry.varyNames, entries: new Map() }
      shapes.push(shape)
    }
    const replaced = shape.entries.get(entry.varyKey)
    shape.entries.set(entry.varyKey, entry)
    this.pool.add(entry)
    if (replaced !== undefined) this.pool.remove(replaced)
    return replaced
  }

  remove(entry: CacheEntry): void {
    this.pool.remove(entry)
    const shapes = this.#shapesByRoute.get(entry.routeId) ?? []
    const index = shapes.findIndex(({ varyNames }) => isSameList(varyNames, entry.varyNames))
    const entries = shapes[index]?.entries
    if (entries?.get(entry.varyKey) !== entry) return
    entries.delete(entry.varyKey)
    if (entries.size === 0) shapes.splice(index, 1)
    if (shapes.length === 0) this.#shapesByRoute.delete(entry.routeId)
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
