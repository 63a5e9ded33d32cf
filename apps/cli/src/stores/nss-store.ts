import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalAuthorityCertificate } from '@sallyport/pki'
import { runProgram } from '../run-program.ts'
import { changeFile } from './change-file.ts'
import type { Change, TrustStore } from './trust-store.ts'

/** A database of NSS, as Firefox and, on Linux, Chromium keep one. It is changed by NSS's own `certutil`. */
export class NssStore implements TrustStore {
  readonly name: string
  readonly #certutil: string
  readonly #folder: string
  readonly #authority: LocalAuthorityCertificate
  // `certutil` deletes by name alone, and authorities of other checkouts have the same subject.
  readonly #nickname: string

  constructor(browser: string, folder: string, certutil: string, authority: LocalAuthorityCertificate) {
    this.name = `${browser}, ${folder}`
    this.#certutil = certutil
    this.#folder = folder
    this.#authority = authority
    this.#nickname = `Sallyport local authority ${authority.fingerprint}`
  }

  effect(change: Change): string {
    if (change === 'untrust') return 'takes the certificate out of this database'
    return this.#exists()
      ? 'adds the certificate to this database, to be trusted for web sites'
      : 'makes this database and adds the certificate, to be trusted for web sites'
  }

  async isDone(change: Change, signal: AbortSignal): Promise<boolean> {
    if (!this.#exists()) return change === 'untrust'
    const listed = (await this.#run(['-L'], { signal })).split('\n')
    const entry = listed.find((line) => line.startsWith(this.#nickname))
    if (change === 'untrust') return entry === undefined
    // The first of three fields is about TLS; `C` stands for an authority that is trusted for servers.
    return entry !== undefined && /^\s+[^,]*C/.test(entry.slice(this.#nickname.length))
  }

  async trust(signal: AbortSignal): Promise<void> {
    await changeFile(this.#folder, () => mkdir(this.#folder, { recursive: true, mode: 0o700 }))
    await this.#run(['-A', '-a', '-n', this.#nickname, '-t', 'C,,'], { input: this.#authority.pem, signal })
  }

  async untrust(signal: AbortSignal): Promise<void> {
    await this.#run(['-D', '-n', this.#nickname], { signal })
  }

  #exists(): boolean {
    return existsSync(join(this.#folder, 'cert9.db'))
  }

  #run([action = '', ...args]: readonly string[], run: { readonly input?: string; readonly signal: AbortSignal }) {
    return runProgram(this.#certutil, [action, '-d', `sql:${this.#folder}`, ...args], run)
  }
}
