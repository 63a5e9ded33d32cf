import { type DestinationStream, pino } from 'pino'

/**
 * Writes the log lines of a moment together: to write each by itself costs a busy service more than everything else about it.
 * A line of `warn` or worse is out when the call returns, with all that came before it; any other waits for company, but not
 * long. What still waits when a process is killed is lost, so whoever opens one calls `flush` when the process ends by itself.
 */
export class GatheredLines implements DestinationStream {
  /** Asks pino to set `lastLevel` before each line. */
  readonly [pino.symbols.needsMetadataGsym] = true
  lastLevel = 0
  readonly #output: DestinationStream
  #waiting = ''
  #timer: NodeJS.Timeout | undefined

  constructor(output: DestinationStream) {
    this.#output = output
  }

  write(line: string): void {
    this.#waiting += line
    if (this.lastLevel >= warnLevel || this.#waiting.length >= maxWaitingCharacters) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), maxWaitMs).unref()
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#waiting === '') return
    const lines = this.#waiting
    this.#waiting = ''
    this.#output.write(lines)
  }
}

const warnLevel = pino.levels.values['warn'] ?? 0
const maxWaitMs = 100
const maxWaitingCharacters = 8_192
