import { AppError, type Logger, type Now, systemNow } from '@sallyport/kernel'
import type { ServiceName } from '@sallyport/service-identity'
import { ChangeListeners } from './change-listeners.ts'
import { FolderWatch } from './folder-watch.ts'
import { type IdentityFiles, identityFolders, readIdentityFiles } from './identity-files.ts'
import type { IdentitySource } from './identity-source.ts'
import { type IdentityExpectations, readX509Identity, type X509Identity } from './x509-identity.ts'

export interface FileIdentityOptions extends IdentityFiles {
  readonly log: Logger
  readonly expectedService?: ServiceName
  readonly trustDomain?: string
  readonly maxLifetimeMs?: number
  readonly pollMs?: number
  /** How long the folder must be quiet before it is read. */
  readonly settleMs?: number
  readonly now?: Now
}

/** How reading went since the start. */
export interface ReloadCounts {
  readonly changed: number
  readonly failed: number
}

/** Reads the identity, and throws `failed-precondition` if there is no good one; then keeps it up to date with the files. */
export async function openFileIdentitySource(options: FileIdentityOptions): Promise<FileIdentitySource> {
  return new FileIdentitySource(options, await readIdentity(options))
}

/** Follows the files of an identity. What cannot be used is counted and logged, and the last good identity stays. */
export class FileIdentitySource implements IdentitySource {
  readonly #options: FileIdentityOptions
  readonly #listeners = new ChangeListeners()
  readonly #watch: FolderWatch
  #current: X509Identity
  #reloading: Promise<void> = Promise.resolve()
  #counts: ReloadCounts = { changed: 0, failed: 0 }

  constructor(options: FileIdentityOptions, identity: X509Identity) {
    this.#options = options
    this.#current = identity
    this.#watch = new FolderWatch(identityFolders(options), {
      pollMs: options.pollMs ?? 60_000,
      settleMs: options.settleMs ?? 100,
      onDue: () => void this.reload(),
      log: options.log,
    })
  }

  current(): X509Identity {
    return this.#current
  }

  onChange(listener: () => void): Disposable {
    return this.#listeners.add(listener)
  }

  reloadCounts(): ReloadCounts {
    return this.#counts
  }

  /** Looks at the files now, after any look that is under way. Never rejects. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload())
    return this.#reloading
  }

  async #reload(): Promise<void> {
    const { log } = this.#options
    try {
      const identity = await readIdentity(this.#options)
      if (isSame(identity, this.#current)) return
      this.#current = identity
      this.#counts = { ...this.#counts, changed: this.#counts.changed + 1 }
      const { serialNumber, notAfter } = identity
      log.info({ certificateFile: this.#options.certificateFile, serialNumber, notAfter }, 'identity reloaded')
      this.#listeners.notify()
    } catch (error) {
      this.#counts = { ...this.#counts, failed: this.#counts.failed + 1 }
      const { serialNumber, notAfter } = this.#current
      log.error({ err: error, serialNumber, notAfter }, 'identity not reloaded, the last good one stays')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]()
    await this.#reloading
  }
}

async function readIdentity(options: FileIdentityOptions): Promise<X509Identity> {
  const { expectedService: service, trustDomain, maxLifetimeMs, now = systemNow } = options
  const expectations: IdentityExpectations = { service, trustDomain, maxLifetimeMs }
  try {
    return readX509Identity(await readIdentityFiles(options), expectations, now())
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, `${options.certificateFile}: ${error.message}`, { cause: error })
  }
}

function isSame(one: X509Identity, other: X509Identity): boolean {
  return (
    one.certificateChain === other.certificateChain &&
    one.trustBundle === other.trustBundle &&
    one.privateKey.reveal() === other.privateKey.reveal()
  )
}
