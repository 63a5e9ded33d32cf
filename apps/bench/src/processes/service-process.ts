import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ServiceProgram {
  /** Path of the module that is run. */
  readonly program: string
  readonly args: readonly string[]
  /** Whether this line of its standard output says that it is ready. */
  readonly isReady: (line: string) => boolean
  /** Ready within this time, or the start has failed. */
  readonly readyWithinMs: number
  readonly nodeOptions?: readonly string[]
}

/** A program of this repository, run as in production. It ends with this process, however that ends: a pipe between the two closes. */
export class ServiceProcess implements AsyncDisposable {
  readonly pid: number
  /** The line that said it was ready. */
  readonly readyLine: string
  readonly #process: ChildProcess

  private constructor(child: ChildProcess, pid: number, readyLine: string) {
    this.#process = child
    this.pid = pid
    this.readyLine = readyLine
  }

  /** Resolves once it is ready; rejects with the end of what it printed when it is not. */
  static async start({
    program,
    args,
    isReady,
    readyWithinMs,
    nodeOptions = [],
  }: ServiceProgram): Promise<ServiceProcess> {
    await using scope = new AsyncDisposableStack()
    const child = scope.adopt(
      spawn(process.execPath, [...nodeOptions, program, ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, SALLYPORT_PARENT_PIPE: 'stdin' },
      }),
      stop,
    )
    child.stdin.on('error', () => {}) // One that ends first leaves a broken pipe.
    const readyLine = await firstLine(child, isReady, readyWithinMs)
    scope.move()
    return new ServiceProcess(child, child.pid ?? 0, readyLine)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process)
  }
}

/** Reads both outputs for as long as the program lives, or it would stall on a full pipe. */
function firstLine(child: ChildProcess, isReady: (line: string) => boolean, withinMs: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const last: string[] = []
  for (const output of [child.stdout, child.stderr]) {
    if (output === null) continue
    createInterface({ input: output }).on('line', (line) => {
      if (last.push(line) > 20) last.shift()
      if (isReady(line)) resolve(line)
    })
  }
  const fail = (why: string): void => reject(new Error(`${child.spawnargs[1]} ${why}:\n${last.join('\n')}`))
  const timer = setTimeout(() => fail(`was not ready within ${withinMs} ms`), withinMs)
  child.once('close', (code) => fail(`ended with ${code}`))
  return promise.finally(() => clearTimeout(timer))
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await exited
  clearTimeout(timer)
}
