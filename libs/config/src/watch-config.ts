import { type FSWatcher, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { sleep } from '@sallyport/kernel'
import { ConfigProblems } from './config-problem.ts'
import { loadConfig, type ServiceConfig, type ServiceName } from './load-config.ts'

export interface ConfigWatch<Service extends ServiceName> {
  readonly file: string
  readonly service: Service
  /** The configuration in use, against which changes are noticed. */
  readonly current: ServiceConfig<Service>
  /** A valid configuration that differs from the last valid one, or that follows upon problems. The next one waits until this settles; it must not reject. */
  readonly onChange: (config: ServiceConfig<Service>) => void | Promise<void>
  /** The file is not valid and the last valid configuration stays in use. Called once for the same problems. */
  readonly onProblems: (problems: ConfigProblems) => void
  readonly pollMs?: number
  readonly debounceMs?: number
}

/**
 * Watches the configuration file, and by polling also the files that it names, until disposed.
 * The directory is watched rather than the file, because editors and Kubernetes replace a file by renaming another one over it.
 */
export function watchConfig<Service extends ServiceName>(options: ConfigWatch<Service>): AsyncDisposable {
  const stop = new AbortController()
  const running = follow(options, stop.signal)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function follow<Service extends ServiceName>(
  { file, service, current, onChange, onProblems, pollMs = 5_000, debounceMs = 100 }: ConfigWatch<Service>,
  signal: AbortSignal,
): Promise<void> {
  using directory = new DirectoryChanges(dirname(resolve(file)))
  let { digest } = current
  let reported: string | undefined
  while (!signal.aborted) {
    await directory.next(pollMs, signal)
    // An editor touches the directory several times in a row, and truncates the file before it writes it.
    await sleep(debounceMs, signal).catch(() => undefined)
    if (signal.aborted) return
    try {
      const config = await loadConfig(file, service)
      if (config.digest === digest && reported === undefined) continue
      digest = config.digest
      reported = undefined
      await onChange(config)
    } catch (error) {
      if (!(error instanceof ConfigProblems)) throw error
      if (error.message === reported) continue
      reported = error.message
      onProblems(error)
    }
  }
}

/** Says when something in a directory may have changed. Where watching is not possible the caller's polling carries on alone. */
class DirectoryChanges implements Disposable {
  readonly #watcher: FSWatcher | undefined
  #changed = Promise.withResolvers<void>()

  constructor(directory: string) {
    try {
      this.#watcher = watch(directory, { persistent: false }, () => this.#changed.resolve())
      this.#watcher.on('error', () => this.#watcher?.close())
    } catch {
      this.#watcher = undefined
    }
  }

  /** Resolves after a change since the last call, after `pollMs`, or when the signal aborts. */
  async next(pollMs: number, signal: AbortSignal): Promise<void> {
    const wait = new AbortController()
    const poll = sleep(pollMs, AbortSignal.any([signal, wait.signal])).catch(() => undefined)
    await Promise.race([this.#changed.promise, poll])
    wait.abort()
    await poll
    this.#changed = Promise.withResolvers()
  }

  [Symbol.dispose](): void {
    this.#watcher?.close()
  }
}
