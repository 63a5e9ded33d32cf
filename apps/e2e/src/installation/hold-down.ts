import { sleep } from '@sallyport/kernel'
import type { Installation, Service } from './installation.ts'

/** Keeps a service down, by `kill -9` each time that it comes back, until disposed; then it is waited for. */
export async function holdDown(installation: Installation, service: Service): Promise<AsyncDisposable> {
  const stop = new AbortController()
  let pid = await installation.pidOf(service)
  process.kill(pid, 'SIGKILL')
  const killing = (async () => {
    while (!stop.signal.aborted) {
      await sleep(50, stop.signal).catch(() => undefined)
      const found = await installation.pidOf(service).catch(() => undefined)
      if (found === undefined || found === pid || stop.signal.aborted) continue
      pid = found
      process.kill(pid, 'SIGKILL')
    }
  })()
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await killing
      await installation.untilReadyAgain(service, pid)
    },
  }
}
