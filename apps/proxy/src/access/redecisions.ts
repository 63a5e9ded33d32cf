/** Asks about open connections again, a few at a time, so that a reset of everything is no flood of questions. */
export class Redecisions<Connection> {
  readonly #redecide: (connection: Connection) => Promise<void>
  readonly #maxConcurrent: number
  readonly #waiting = new Set<Connection>()
  #running = 0

  /** `redecide` rejects only for a bug. */
  constructor(redecide: (connection: Connection) => Promise<void>, maxConcurrent = 32) {
    this.#redecide = redecide
    this.#maxConcurrent = maxConcurrent
  }

  /** A connection that waits already is asked about once. */
  add(connections: Iterable<Connection>): void {
    for (const connection of connections) this.#waiting.add(connection)
    this.#proceed()
  }

  get pending(): number {
    return this.#waiting.size + this.#running
  }

  #proceed(): void {
    for (const connection of this.#waiting) {
      if (this.#running >= this.#maxConcurrent) return
      this.#waiting.delete(connection)
      this.#running += 1
      void this.#redecide(connection).finally(() => {
        this.#running -= 1
        this.#proceed()
      })
    }
  }
}
