import { readFile } from 'node:fs/promises'
import { isAppError, sleep } from '@sallyport/kernel'
import { readConfiguredAddresses } from '../configuration/configured-addresses.ts'

const everyMs = 200

/**
 * Reads the configuration file whenever it changes, and once an hour besides, and passes on its hosts, until disposed.
 * A file that cannot be read as YAML is left to the services, which say what is wrong; a failure is passed to `onProblem`, and tried again.
 */
export function followHosts(
  file: string,
  onHosts: (hosts: readonly string[]) => Promise<void>,
  onProblem: (error: unknown) => void,
): AsyncDisposable {
  const stop = new AbortController()
  const follow = async (): Promise<void> => {
    let seen = ''
    let readAtMs = Number.NEGATIVE_INFINITY
    while (!stop.signal.aborted) {
      await sleep(everyMs, stop.signal).catch(() => undefined)
      // The file is small: to read it costs no more than to ask for its time, which may stand still for two writes in a row.
      const text = await readFile(file, 'utf8').catch(() => seen)
      if (stop.signal.aborted || (text === seen && performance.now() - readAtMs < 3_600_000)) continue
      seen = text
      readAtMs = performance.now()
      try {
        await onHosts(readConfiguredAddresses(file, text).hosts)
      } catch (error) {
        if (!isAppError(error, 'failed-precondition')) onProblem(error)
      }
    }
  }
  const following = follow()
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await following
    },
  }
}
