import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { until } from '../until.ts'

/** The file that an app is started by. */
export function program(app: 'local' | 'databroker' | 'authenticate' | 'authorize' | 'proxy'): string {
  return join(import.meta.dirname, '../../..', app, 'src/main.ts')
}

const stopWithinMs = 30_000

/** A program of this repository in a process of its own, by the very Node that runs the test. Disposing stops it as Ctrl-C would. */
export class RunningProgram implements AsyncDisposable {
  /** Resolves with the exit code, or with the name of the signal that ended it. */
  readonly ended: Promise<number | string>
  readonly #process: ChildProcess
  #output = ''

  constructor(program: string, args: readonly string[]) {
    // Under npm, which these tests may run without, `npm start` ends with its parent: a test run that is killed leaves nothing behind.
    const env = { ...process.env, npm_lifecycle_event: 'start', NO_COLOR: '1' }
    this.#process = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
      })
    }
    this.ended = once(this.#process, 'close').then(([code, signal]) =>
      signal === null ? Number(code) : String(signal),
    )
  }

  get pid(): number {
    const { pid } = this.#process
    if (pid === undefined) throw new Error('the program could not be started')
    return pid
  }

  /** All that it has printed so far. */
  get output(): string {
    return this.#output
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  /** Waits until it has printed the text. A program that ends first rejects with what it printed. */
  async untilPrinted(text: string, { limitMs = 100_000 }: { readonly limitMs?: number } = {}): Promise<void> {
    await until(`"${text}" in the output`, () => this.#output.includes(text) || !this.isRunning, { limitMs }).catch(
      (cause: unknown) => {
        throw new Error(`it did not print "${text}":\n${this.#output}`, { cause })
      },
    )
    if (!this.#output.includes(text)) throw new Error(`it ended before it printed "${text}":\n${this.#output}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGINT')
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopWithinMs)
    await this.ended
    clearTimeout(timer)
  }
}
