import { AppError } from '@sallyport/kernel'

/** What a pool must know of a connection. */
export interface PooledConnection extends AsyncDisposable {
  readonly isLost: boolean
}

interface PoolOptions<Connection> {
  readonly connect: () => Promise<Connection>
  readonly maxConnections: number
  /** How long a caller waits for a connection to come free before it is told that the store is busy. */
  readonly waitMs: number
}

/** Lends out up to `maxConnections` connections, opened when first needed; a lost one is replaced when it is next needed. */
export class ConnectionPool<Connection extends PooledConnection> implements AsyncDisposable {
  readonly #options: PoolOptions<Connection>
  readonly #idle: Connection[] = []
  readonly #waiting = new Set<() => void>()
  readonly #work = new Set<Promise<unknown>>()
  #open = 0
  #isClosed = false

  constructor(options: PoolOptions<Connection>) {
    this.#options = options
  }

  /** Does `work` with a connection that nobody else has meanwhile. */
  async use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const result = this.#lend(work)
    const settled = result.catch(() => {})
    this.#work.add(settled)
    try {
      return await result
    } finally {
      this.#work.delete(settled)
    }
  }

  /** Waits for what is being done, then closes every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    for (const wake of this.#waiting) wake()
    await Promise.all(this.#work)
    await Promise.all(this.#idle.splice(0).map((connection) => connection[Symbol.asyncDispose]()))
  }

  async #lend<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = await this.#take()
    try {
      return await work(connection)
    } finally {
      this.#idle.push(connection)
      this.#wakeOne()
    }
  }

  async #take(): Promise<Connection> {
    let patience: AbortSignal | undefined
    for (;;) {
      if (this.#isClosed) throw new AppError('unavailable', 'the record store is closed')
      const idle = this.#idle.pop()
      if (idle && !idle.isLost) return idle
      // Let go of only here: then it does not matter whether it was lost in use or while it was idle.
      if (idle) this.#open -= 1
      else if (this.#open < this.#options.maxConnections) return await this.#connect()
      else if (patience?.aborted) throw new AppError('unavailable', 'the record store is too busy')
      else await this.#somethingFreed((patience ??= AbortSignal.timeout(this.#options.waitMs)))
    }
  }

  async #connect(): Promise<Connection> {
    this.#open += 1
    try {
      return await this.#options.connect()
    } catch (error) {
      this.#open -= 1
      this.#wakeOne()
      throw error
    }
  }

  async #somethingFreed(patience: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    patience.addEventListener('abort', () => resolve(), { once: true })
    this.#waiting.add(resolve)
    await promise
    this.#waiting.delete(resolve)
  }

  #wakeOne(): void {
    const [first] = this.#waiting
    if (!first) return
    this.#waiting.delete(first)
    first()
  }
}
