import { backoffMs, isAppError, sleep, withTimeout } from '@sallyport/kernel'

export interface RetryLimits {
  /** For everything, waits included. */
  readonly timeoutMs: number
  /** For one attempt, so that one replica that does not answer leaves time for another. */
  readonly attemptTimeoutMs: number
}

/**
 * Calls until an attempt is answered, the time is up or `outer` aborts. Only for calls that may be made twice.
 * When the time is up the last failure is thrown: it says more than that the time was up.
 */
export async function retryUnavailable<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, attemptTimeoutMs }: RetryLimits,
  outer?: AbortSignal,
): Promise<T> {
  using deadline = withTimeout(timeoutMs, outer)
  for (let failures = 0; ; failures++) {
    using limited = withTimeout(attemptTimeoutMs, deadline)
    try {
      return await attempt(limited)
    } catch (error) {
      if (!isAppError(error, 'unavailable', 'deadline-exceeded')) throw error
      await sleep(backoffMs(failures, { baseMs: 50, capMs: 1_000 }), deadline).catch(() => {
        throw outer?.aborted ? outer.reason : error
      })
    }
  }
}
