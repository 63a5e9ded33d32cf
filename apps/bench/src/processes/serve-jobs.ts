/** What a worker sends to the process that started it. */
export type WorkerMessage = { readonly result: unknown } | { readonly failure: string }

/** Makes this process a worker: does each job that comes from the process that started it, and ends with that process. */
export function serveJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.on('disconnect', () => process.exit())
  // Both ends are the same version of this package, and `Worker` checks what it sends by the same types.
  process.on('message', (job: Job) => {
    work(job).then(
      (result) => answer({ result }),
      (error: unknown) => answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
}

function answer(message: WorkerMessage): void {
  process.send?.(message)
}
