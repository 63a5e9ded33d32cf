/** Those who wait until a mirror has reached a version. */
export class VersionWaiters {
  readonly #waiting = new Set<() => void>()

  /** Resolves with the first answer of `answer` that is not `undefined`, asked now and after each `wake`; rejects with the signal's reason. */
  wait<T>(answer: () => T | undefined, signal: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const settle = (): void => {
      const answered = answer()
      if (answered === undefined) return
      stop()
      resolve(answered)
    }
    const abort = (): void => {
      stop()
      reject(signal.reason)
    }
    const stop = (): void => {
      this.#waiting.delete(settle)
      signal.removeEventListener('abort', abort)
    }
    this.#waiting.add(settle)
    signal.addEventListener('abort', abort, { once: true })
    settle()
    if (signal.aborted) abort()
    return promise
  }

  wake(): void {
    for (const settle of [...this.#waiting]) settle()
  }
}
