import type { Socket } from 'node:net'
import { AppError } from '@sallyport/kernel'
import type pg from 'pg'
import { classifyFailure, failureAsAppError } from './postgres-failure.ts'

/** A statement that each connection parses once, under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** A row, column by column, each as Postgres writes it. */
export type TextRow = readonly (string | null)[]

type Parameter = string | number | bigint | null | readonly string[]

/**
 * A connection to the primary. Once it is lost it stays lost, and whoever holds it lets it go.
 * A statement past its deadline costs the connection: only a closed socket stops a server that no longer answers.
 */
export class PrimaryConnection implements AsyncDisposable {
  readonly #client: pg.Client
  readonly #socket: Socket
  #isLost = false
  #standbyDidNotConfirm = false

  /** Of a client that is connected, and the socket beneath it. */
  constructor(client: pg.Client, socket: Socket) {
    this.#client = client
    this.#socket = socket
    client.on('error', () => this.discard())
    client.on('end', () => this.discard())
    client.on('notice', (notice) => {
      // The server committed here and gave up waiting for a synchronous standby: a failover may still lose it.
      if (notice.routine === 'SyncRepWaitForLSN') this.#standbyDidNotConfirm = true
    })
  }

  get isLost(): boolean {
    return this.#isLost
  }

  async rows(
    statement: Statement,
    values: readonly Parameter[],
    { deadlineMs }: { readonly deadlineMs: number },
  ): Promise<readonly TextRow[]> {
    if (this.#isLost) throw new AppError('unavailable', 'the connection to the record store was lost')
    this.#standbyDidNotConfirm = false
    const deadline = setTimeout(() => this.discard(), deadlineMs)
    try {
      const { rows } = await this.#client.query<(string | null)[]>({
        ...statement,
        values: [...values],
        rowMode: 'array',
        types: asText,
      })
      if (this.#standbyDidNotConfirm)
        throw new AppError('unavailable', 'the standby did not confirm the write; whether it lasts is unknown')
      return rows
    } catch (error) {
      if (classifyFailure(error) === 'lost') this.discard()
      throw failureAsAppError(error)
    } finally {
      clearTimeout(deadline)
    }
  }

  /** Runs statements that answer nothing, as one transaction unless they say otherwise. */
  async execute(text: string): Promise<void> {
    try {
      await this.#client.query(text)
    } catch (error) {
      throw failureAsAppError(error)
    }
  }

  /** Gives the connection up at once, whatever it is doing. */
  discard(): void {
    this.#isLost = true
    this.#socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isLost) await this.#client.end().catch(() => {})
    this.discard()
  }
}

// Ours to parse: bigint, JSON and time each by the column that holds it.
const asText = { getTypeParser: () => (text: string) => text }
