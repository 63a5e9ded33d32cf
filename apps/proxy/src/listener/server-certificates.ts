import { constants, X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { CertificateFiles, ServerCertificates as Source } from '@sallyport/config'
import { AppError, type Logger } from '@sallyport/kernel'
import { FolderWatch } from '@sallyport/pki'

/** A certificate chain and its key, as PEM. */
interface CertificatePair {
  readonly cert: string
  readonly key: string
}

/** Who signs the certificates of clients, as PEM, if they are asked for one. */
interface ClientVerification {
  readonly ca?: string
  readonly secureOptions?: number
}

interface Entry extends CertificatePair {
  readonly names: readonly string[]
  readonly context: SecureContext
}

/** Reads every certificate, and throws `failed-precondition` if there is no good one; then keeps them up to date with the files. */
export async function openServerCertificates(
  source: Source,
  log: Logger,
  clientAuthorities?: string,
): Promise<ServerCertificates> {
  const certificates = new ServerCertificates(source, log, clientAuthorities)
  try {
    await certificates.reload()
    certificates.defaultOptions()
    return certificates
  } catch (error) {
    await certificates[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * The certificates that users see, by the names in them: an exact name before a wildcard, which stands for one label. The
 * first one, in a directory `default` or `localhost` if there is such a file, answers clients that name nobody or nobody known.
 */
export class ServerCertificates implements AsyncDisposable {
  readonly #source: Source
  readonly #log: Logger
  readonly #verification: ClientVerification
  readonly #watch: FolderWatch
  readonly #listeners = new Set<() => void>()
  /** By file, in the order that decides between certificates for the same name. */
  #entries: ReadonlyMap<string, Entry> = new Map()
  #byName: ReadonlyMap<string, Entry> = new Map()
  #reloading: Promise<void> = Promise.resolve()

  constructor(source: Source, log: Logger, clientAuthorities?: string) {
    this.#source = source
    this.#log = log
    // A resumed session is not verified again: it would outlive its certificate and the trust in who signed it.
    const secureOptions = constants.SSL_OP_NO_TICKET
    this.#verification = clientAuthorities === undefined ? {} : { ca: clientAuthorities, secureOptions }
    this.#watch = new FolderWatch(foldersOf(source), {
      pollMs: 30_000,
      settleMs: 100,
      onDue: () => void this.reload(),
      log,
    })
  }

  /** For a client that names no server. */
  defaultOptions(): CertificatePair & ClientVerification {
    const [first] = this.#entries.values()
    if (first === undefined) throw new AppError('failed-precondition', 'there is no certificate for users to see')
    return { cert: first.cert, key: first.key, ...this.#verification }
  }

  /** `undefined`: there is none for this name. */
  contextFor(serverName: string): SecureContext | undefined {
    const name = serverName.toLowerCase().replace(/\.$/, '')
    const exact = this.#byName.get(name)
    return (exact ?? this.#byName.get(name.replace(/^[^.]+/, '*')))?.context
  }

  /** Calls back after certificates have changed. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  /** Looks at the files now, after any look that is under way. Never rejects; a file that cannot be used leaves the last good one. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload())
    return this.#reloading
  }

  async #reload(): Promise<void> {
    const entries = new Map<string, Entry>()
    for (const files of await this.#files()) {
      const entry = await this.#read(files)
      if (entry !== undefined) entries.set(files.certificateFile, entry)
    }
    const isSame = entries.size === this.#entries.size && entries.values().every((entry) => this.#has(entry))
    if (isSame || entries.size === 0) return
    this.#entries = entries
    const names = [...entries.values()]
      .toReversed()
      .flatMap((entry) => entry.names.map((name) => [name, entry] as const))
    this.#byName = new Map(names)
    this.#log.info({ certificates: entries.size }, 'certificates loaded')
    for (const listener of this.#listeners) listener()
  }

  async #files(): Promise<readonly CertificateFiles[]> {
    if (this.#source.from === 'files') return this.#source.files
    const { directory } = this.#source
    try {
      const names = await readdir(directory)
      const bases = names.filter((name) => name.endsWith('.crt')).map((name) => name.slice(0, -'.crt'.length))
      return bases
        .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
        .map((base) => ({ certificateFile: join(directory, `${base}.crt`), keyFile: join(directory, `${base}.key`) }))
    } catch (error) {
      this.#log.error({ err: error, directory }, 'certificates not read, the last good ones stay')
      return [...this.#entries.keys()].map((file) => ({ certificateFile: file, keyFile: file }))
    }
  }

  async #read({ certificateFile, keyFile }: CertificateFiles): Promise<Entry | undefined> {
    const known = this.#entries.get(certificateFile)
    try {
      const [cert, key] = await Promise.all([readFile(certificateFile, 'utf8'), readFile(keyFile, 'utf8')])
      if (known?.cert === cert && known.key === key) return known
      const context = createSecureContext({ cert, key, minVersion: 'TLSv1.2', ...this.#verification })
      return { cert, key, context, names: dnsNames(new X509Certificate(cert)) }
    } catch (error) {
      this.#log.error({ err: error, certificateFile }, 'certificate not loaded, the last good one stays')
      return known
    }
  }

  #has(entry: Entry): boolean {
    return this.#entries.values().some((known) => known === entry)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]()
    await this.#reloading
  }
}

function foldersOf(source: Source): Set<string> {
  if (source.from === 'directory') return new Set([source.directory])
  return new Set(source.files.flatMap(({ certificateFile, keyFile }) => [dirname(certificateFile), dirname(keyFile)]))
}

function rank(base: string): number {
  const index = ['default', 'localhost'].indexOf(base)
  return index === -1 ? 2 : index
}

// Node writes a name that holds a comma or a quote as a JSON string; such a name is no host's.
function dnsNames(certificate: X509Certificate): string[] {
  const names = certificate.subjectAltName?.split(', ') ?? []
  return names.flatMap((name) => (name.startsWith('DNS:') ? [name.slice('DNS:'.length).toLowerCase()] : []))
}
