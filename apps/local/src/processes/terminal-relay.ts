import type { MonotonicMs } from '@sallyport/kernel'
import type { Terminal } from '../terminal.ts'
import { shortProblem } from './log-line.ts'

const windowMs = 10_000
const shownPerWindow = 4
const maxLength = 160

/** Shows a child's warnings and errors on the terminal, a few different ones in each ten seconds; all of them stand in its log file. */
export class TerminalRelay {
  readonly #name: string
  readonly #logFile: string
  readonly #terminal: Pick<Terminal, 'warn'>
  readonly #monotonicMs: MonotonicMs
  readonly #shown = new Set<string>()
  #windowStart = Number.NEGATIVE_INFINITY

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
      this.#shown.clear()
    }
    if (this.#shown.has(problem) || this.#shown.size > shownPerWindow) return
    this.#shown.add(problem)
    const text = this.#shown.size > shownPerWindow ? `more problems, in ${this.#logFile}` : clipped(problem)
    this.#terminal.warn(`${this.#name}: ${text}`)
  }
}

function clipped(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}
