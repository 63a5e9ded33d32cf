/** Listeners of one event; one that throws does not keep the others from hearing of it. */
export class ChangeListeners {
  readonly #listeners = new Set<() => void>()

  add(listener: () => void): Disposable {
    // A wrapper of its own, so that the same function can be added twice and removed once.
    const entry = (): void => listener()
    this.#listeners.add(entry)
    return { [Symbol.dispose]: () => void this.#listeners.delete(entry) }
  }

  notify(): void {
    const errors: unknown[] = []
    for (const listener of [...this.#listeners]) {
      try {
        listener()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'a listener failed')
  }
}
