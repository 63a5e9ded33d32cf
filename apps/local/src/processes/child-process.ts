import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { LineTap } from './line-tap.ts'

export interface ChildCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
}

/**
 * A child in a process group of its own, so that Ctrl-C reaches only its parent, which then stops children in order.
 * Its standard input is a pipe that nobody writes to: it closes when the parent ends, however the parent ends, and the child ends with it.
 */
export class RunningChild {
  /** Resolves, never rejects, with how the child ended. */
  readonly ended: Promise<string>
  readonly #process: ChildProcess
  readonly #lastLines: string[] = []

  private constructor(process: ChildProcess, logFile: string, onLine: (line: string) => void) {
    this.#process = process
    const tap = (line: string): void => {
      // The frames of a stack would crowd out the error that they belong to.
      if (!/^\s+at /.test(line) && this.#lastLines.push(line) > 12) this.#lastLines.shift()
      onLine(line)
    }
    const logs = [process.stdout, process.stderr].map((output) => keepLog(output, logFile, tap))
    this.ended = this.#end(logs)
  }

  /** Rejects when the command cannot be started at all. */
  static async spawn(child: ChildCommand, onLine: (line: string) => void): Promise<RunningChild> {
    const process = spawn(child.command, child.args, { env: child.env, stdio: 'pipe', detached: true })
    process.stdin.on('error', () => {}) // A child that ends first leaves a broken pipe, which `ended` tells better.
    await once(process, 'spawn')
    return new RunningChild(process, child.logFile, onLine)
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** The end of what it printed, for the message that says why it did not start. */
  get lastLines(): readonly string[] {
    return this.#lastLines
  }

  /** Asks it to stop, and ends its whole group once `graceMs` have passed. */
  async stop(graceMs: number): Promise<string> {
    this.#process.kill('SIGTERM')
    const timer = setTimeout(() => this.killGroup(), graceMs)
    try {
      return await this.ended
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends the child and whatever it started, at once. */
  killGroup(): void {
    if (this.pid === undefined) return
    try {
      process.kill(-this.pid, 'SIGKILL')
    } catch {
      this.#process.kill('SIGKILL') // No process groups on this system, or an empty one.
    }
  }

  async #end(logs: readonly Promise<void>[]): Promise<string> {
    const [code, signal] = await once(this.#process, 'exit')
    this.killGroup()
    await Promise.allSettled(logs)
    return signal === null ? `exit code ${code}` : `signal ${signal}`
  }
}

// Each output appends through a stream of its own: appends are atomic, and a restart goes on in the same file.
async function keepLog(output: Readable | null, logFile: string, onLine: (line: string) => void): Promise<void> {
  if (output) await pipeline(output, new LineTap(onLine), createWriteStream(logFile, { flags: 'a', mode: 0o600 }))
}
