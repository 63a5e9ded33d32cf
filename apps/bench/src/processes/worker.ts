import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { WorkerMessage } from './serve-jobs.ts'

/**
 * A process of its own for one side of a measurement, so that its processor time is not taken from the other side's.
 * Its program calls `serveJobs` with the same types. It ends with this process, however that ends.
 */
export class Worker<Job, Result> implements AsyncDisposable {
  readonly pid: number
  readonly #process: ChildProcess

  /** `program` is the URL of a module beside the caller's. */
  static async start<Job, Result>(
    program: URL,
    { nodeOptions = [] }: { readonly nodeOptions?: readonly string[] } = {},
  ): Promise<Worker<Job, Result>> {
    const child = fork(program, { execArgv: [...nodeOptions], serialization: 'advanced' })
    await once(child, 'spawn')
    if (child.pid === undefined) throw new Error('a process without an id')
    return new Worker(child, child.pid)
  }

  private constructor(child: ChildProcess, pid: number) {
    this.#process = child
    this.pid = pid
  }

  /** One job at a time. Rejects with what the job failed with, or when the process ends before it answers. */
  async run(job: Job): Promise<Result> {
    const answered = new AbortController()
    const { signal } = answered
    try {
      const ended = once(this.#process, 'exit', { signal }).then(([code, signalName]) => {
        throw new Error(`a worker ended (${signalName ?? code}) before it answered`)
      })
      const answer = once(this.#process, 'message', { signal })
      this.#process.send(job as object)
      const [message] = await Promise.race([answer, ended])
      return parseAnswer<Result>(message)
    } finally {
      answered.abort()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exited = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await exited
  }
}

function parseAnswer<Result>(message: WorkerMessage): Result {
  if ('failure' in message) throw new Error(message.failure)
  return message.result as Result
}
