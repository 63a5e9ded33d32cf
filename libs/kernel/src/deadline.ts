import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from './app-error.ts'

/** A signal that aborts with `outer` or after `timeoutMs`, whichever comes first; the timeout's reason is an `AppError` `deadline-exceeded`. */
export function withTimeout(timeoutMs: number, outer?: AbortSignal): AbortSignal & Disposable {
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new AppError('deadline-exceeded', `no answer within ${timeoutMs} ms`)),
    timeoutMs,
  )
  timer.unref()
  const onOuterAbort = (): void => controller.abort(outer?.reason)
  if (outer?.aborted) onOuterAbort()
  else outer?.addEventListener('abort', onOuterAbort, { once: true })
  const dispose = (): void => {
    clearTimeout(timer)
    outer?.removeEventListener('abort', onOuterAbort)
  }
  return Object.assign(controller.signal, { [Symbol.dispose]: dispose })
}

/** Waits `ms`, or rejects with the signal's reason as soon as it aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  try {
    await delay(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  }
}
