import { AppError, backoffMs, type MonotonicMs, sleep, systemMonotonicMs, withTimeout } from '@sallyport/kernel'
import { seconds, type Terminal } from '../terminal.ts'
import { type ChildCommand, RunningChild } from './child-process.ts'
import { shortProblem } from './log-line.ts'
import { TerminalRelay } from './terminal-relay.ts'

export interface ChildSpec extends ChildCommand {
  readonly name: string
  /** True once it serves; a rejection counts as "not yet". */
  readonly isReady: (signal: AbortSignal) => Promise<boolean>
  readonly readyWithinMs: number
  readonly stopWithinMs: number
  /** Runs before every start, the first one too. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>
}

// A child that ran this long was healthy: its next crash starts again without a wait that grew from older ones.
const healthyAfterMs = 10_000

/**
 * Keeps one child running. The first start is strict: it resolves when the child is ready and rejects when it is not to be had.
 * From then on a child that ends is started again, within a second the first time and then ever more slowly.
 * Disposing stops it and waits until it is gone.
 */
export class SupervisedChild implements AsyncDisposable {
  readonly #spec: ChildSpec
  readonly #terminal: Terminal
  readonly #monotonicMs: MonotonicMs
  readonly #stopping = new AbortController()
  #child: RunningChild | undefined
  #keptRunning: Promise<void> = Promise.resolve()

  constructor(spec: ChildSpec, terminal: Terminal, monotonicMs: MonotonicMs = systemMonotonicMs) {
    this.#spec = spec
    this.#terminal = terminal
    this.#monotonicMs = monotonicMs
  }

  /** The first start. */
  async start(signal: AbortSignal): Promise<void> {
    const startedAtMs = this.#monotonicMs()
    const child = await this.#startOnce(signal)
    this.#terminal.step(`${this.#spec.name} ready in ${seconds(this.#monotonicMs() - startedAtMs)}`)
    this.#keptRunning = this.#keepRunning(child, this.#monotonicMs())
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Ends it at once, with all that it started. */
  kill(): void {
    this.#stopping.abort()
    this.#child?.killGroup()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stopping.signal.aborted || !this.#child) return await this.#keptRunning
    this.#stopping.abort()
    const startedAtMs = this.#monotonicMs()
    await this.#child.stop(this.#spec.stopWithinMs)
    await this.#keptRunning
    this.#terminal.step(`${this.#spec.name} stopped in ${seconds(this.#monotonicMs() - startedAtMs)}`)
  }

  async #keepRunning(first: RunningChild, firstStartedAtMs: number): Promise<void> {
    const { name, logFile } = this.#spec
    const signal = this.#stopping.signal
    let startedAtMs = firstStartedAtMs
    let problem = `${name} ended (${await first.ended})`
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      if (this.#monotonicMs() - startedAtMs > healthyAfterMs) attempt = 0
      this.#terminal.warn(`${problem}, starting it again; its log is ${logFile}`)
      try {
        await sleep(backoffMs(attempt, { baseMs: 500, capMs: 15_000 }), signal)
        startedAtMs = this.#monotonicMs()
        const child = await this.#startOnce(signal)
        startedAtMs = this.#monotonicMs()
        this.#terminal.step(`${name} ready again`)
        problem = `${name} ended (${await child.ended})`
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof AppError)) throw error
        startedAtMs = this.#monotonicMs()
        problem = error.message.split('. ')[0] ?? name
      }
    }
  }

  /** Resolves with a ready child; otherwise nothing of it is left running. */
  async #startOnce(signal: AbortSignal): Promise<RunningChild> {
    const { name, logFile } = this.#spec
    await this.#spec.prepare?.(signal)
    const relay = new TerminalRelay(name, logFile, this.#terminal, this.#monotonicMs)
    const child = await RunningChild.spawn(this.#spec, (line) => relay.line(line)).catch((cause: unknown) => {
      throw new AppError('unavailable', `${name} could not be started`, { cause })
    })
    this.#child = child
    try {
      await this.#untilReady(child, signal)
      return child
    } catch (error) {
      child.killGroup()
      await child.ended
      this.#child = undefined
      throw error
    }
  }

  async #untilReady(child: RunningChild, signal: AbortSignal): Promise<void> {
    const { name, isReady, readyWithinMs } = this.#spec
    using deadline = withTimeout(readyWithinMs, signal)
    let end: string | undefined
    void child.ended.then((how) => {
      end = how
    })
    for (;;) {
      using probe = withTimeout(2_000, deadline)
      if (await isReady(probe).catch(() => false)) return
      if (end !== undefined) throw this.#failed(`${name} ended while starting (${end})`, child)
      signal.throwIfAborted()
      if (deadline.aborted) throw this.#failed(`${name} was not ready within ${seconds(readyWithinMs)}`, child)
      await sleep(50)
    }
  }

  #failed(what: string, child: RunningChild): AppError {
    const { logFile } = this.#spec
    const printed = child.lastLines.map((line) => `  ${(shortProblem(line) ?? line).slice(0, 400)}`).join('\n')
    const output =
      printed === ''
        ? `It printed nothing; its log is ${logFile}`
        : `Its last words (all of them in ${logFile}):\n${printed}`
    return new AppError('unavailable', `${what}. ${output}`)
  }
}
