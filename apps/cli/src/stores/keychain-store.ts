import type { LocalAuthorityCertificate } from '@sallyport/pki'
import { runProgram } from '../run-program.ts'
import type { Change, TrustStore } from './trust-store.ts'

/** The login keychain of an account on macOS, which Safari, Chrome and the system's own programs read. */
export class KeychainStore implements TrustStore {
  readonly name: string
  readonly #security: string
  readonly #keychain: string
  readonly #authority: LocalAuthorityCertificate
  readonly #certificateFile: string

  /** `certificateFile` holds the authority's certificate: `security` reads none from its input. */
  constructor(keychain: string, security: string, authority: LocalAuthorityCertificate, certificateFile: string) {
    this.name = `the login keychain (Safari, Chrome, curl), ${keychain}`
    this.#security = security
    this.#keychain = keychain
    this.#authority = authority
    this.#certificateFile = certificateFile
  }

  effect(change: Change): string {
    return change === 'trust'
      ? 'adds the certificate to this keychain, to be trusted for TLS; macOS asks for your password'
      : 'takes the certificate out of this keychain, with its trust settings; macOS asks for your password'
  }

  async isDone(change: Change, signal: AbortSignal): Promise<boolean> {
    const listed = await runProgram(this.#security, ['find-certificate', '-a', '-Z', this.#keychain], { signal })
    const isThere = listed.toLowerCase().includes(`sha-256 hash: ${this.#authority.fingerprint}`)
    return isThere === (change === 'trust')
  }

  async trust(signal: AbortSignal): Promise<void> {
    const settings = ['-r', 'trustRoot', '-p', 'ssl', '-k', this.#keychain]
    await runProgram(this.#security, ['add-trusted-cert', ...settings, this.#certificateFile], { signal })
  }

  async untrust(signal: AbortSignal): Promise<void> {
    const hash = this.#authority.fingerprint.toUpperCase()
    await runProgram(this.#security, ['delete-certificate', '-Z', hash, '-t', this.#keychain], { signal })
  }
}
