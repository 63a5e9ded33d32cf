import type { MonotonicMs } from '@sallyport/kernel'
import type { Terminal } from '../terminal.ts'
import { shortProblem } from './log-line.ts'

const windowMs = 10_000
const shownPerWindow = 5

/** Shows a child's warnings and errors on the terminal, a few in each ten seconds; all of them stand in its log file. */
export class TerminalRelay {
  readonly #name: string
  readonly #logFile: string
  readonly #terminal: Pick<Terminal, 'warn'>
  readonly #monotonicMs: MonotonicMs
  #windowStart = Number.NEGATIVE_INFINITY
  #shown = 0

  constructor(name: string, logFile: string, terminal: Pick<Terminal, 'warn'>, monotonicMs: MonotonicMs) {
    this.#name = name
    this.#logFile = logFile
    this.#terminal = terminal
    this.#monotonicMs = monotonicMs
  }

  line(line: string): void {
    const problem = shortProblem(line)
    if (problem === undefined) return
    const now = this.#monotonicMs()
    if (now - this.#windowStart >= windowMs) {
      this.#windowStart = now
      this.#shown = 0
    }
    this.#shown += 1
    if (this.#shown <= shownPerWindow) this.#terminal.warn(`${this.#name}: ${problem}`)
    else if (this.#shown === shownPerWindow + 1) this.#terminal.warn(`${this.#name}: more of these in ${this.#logFile}`)
  }
}
