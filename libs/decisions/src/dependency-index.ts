/** What depends on a key, by key. */
export class DependencyIndex<T> {
  readonly #dependents = new Map<string, Set<T>>()

  add(keys: Iterable<string>, dependent: T): void {
    for (const key of keys) {
      const dependents = this.#dependents.get(key)
      if (dependents === undefined) this.#dependents.set(key, new Set([dependent]))
      else dependents.add(dependent)
    }
  }

  remove(keys: Iterable<string>, dependent: T): void {
    for (const key of keys) {
      const dependents = this.#dependents.get(key)
      dependents?.delete(dependent)
      if (dependents?.size === 0) this.#dependents.delete(key)
    }
  }

  /** A copy, so that a caller may remove what it finds. */
  at(key: string): readonly T[] {
    return [...(this.#dependents.get(key) ?? [])]
  }

  get size(): number {
    return this.#dependents.size
  }
}
