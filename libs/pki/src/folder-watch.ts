import { type FSWatcher, watch } from 'node:fs'
import type { Logger } from '@sallyport/kernel'

/**
 * Says when to look at some folders again: soon after something in them changed, and every `pollMs` in any case,
 * because a moved link or a replaced folder can go by without an event.
 */
export class FolderWatch implements Disposable {
  readonly #watchers: FSWatcher[] = []
  readonly #poll: NodeJS.Timeout
  readonly #settleMs: number
  readonly #onDue: () => void
  #settling: NodeJS.Timeout | undefined

  constructor(
    folders: Iterable<string>,
    { pollMs, settleMs, onDue, log }: { pollMs: number; settleMs: number; onDue: () => void; log: Logger },
  ) {
    this.#settleMs = settleMs
    this.#onDue = onDue
    this.#poll = setInterval(onDue, pollMs).unref()
    for (const folder of folders) {
      const watcher = watch(folder, { persistent: false }, () => this.#settle())
      watcher.on('error', (error) => log.warn({ err: error, folder }, 'folder is only polled from here on'))
      this.#watchers.push(watcher)
    }
  }

  // Whoever writes several files is given time to write them all.
  #settle(): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(this.#onDue, this.#settleMs).unref()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#poll)
    clearTimeout(this.#settling)
    for (const watcher of this.#watchers) watcher.close()
  }
}
