import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalAuthorityCertificate } from '@sallyport/pki'
import { runProgram } from '../run-program.ts'
import { changeFile } from './change-file.ts'
import type { Change, TrustStore } from './trust-store.ts'

/** A folder of certificates out of which a program of the system makes what other programs read. */
export interface Anchors {
  readonly folder: string
  /** With its dot. */
  readonly extension: string
  /** Run after each change in the folder. */
  readonly update: string
  /** What it needs to be told after a file was removed. */
  readonly removalFlags: readonly string[]
}

/** The store of a Linux system, which curl and most programs read, but no browser. */
export class SystemStore implements TrustStore {
  readonly name: string
  readonly file: string
  readonly #update: string
  readonly #removalFlags: readonly string[]
  readonly #authority: LocalAuthorityCertificate

  constructor({ folder, extension, update, removalFlags }: Anchors, authority: LocalAuthorityCertificate) {
    this.file = join(folder, `sallyport-${authority.fingerprint.slice(0, 16)}${extension}`)
    this.name = `the system (curl and most programs), ${this.file}`
    this.#update = update
    this.#removalFlags = removalFlags
    this.#authority = authority
  }

  effect(change: Change): string {
    return `${change === 'trust' ? 'writes' : 'removes'} this file and runs ${this.#updateCommand(change).join(' ')}`
  }

  /** What a person with the right to do so types, given where the certificate lies. */
  command(change: Change, certificateFile: string): string {
    const first =
      change === 'trust' ? `install -m 0644 ${quoted(certificateFile)} ${quoted(this.file)}` : `rm ${quoted(this.file)}`
    return `sudo ${first} && sudo ${this.#updateCommand(change).map(quoted).join(' ')}`
  }

  async isDone(change: Change): Promise<boolean> {
    const text = await readFile(this.file, 'utf8').catch(() => '')
    return (text.trim() === this.#authority.pem.trim()) === (change === 'trust')
  }

  async trust(signal: AbortSignal): Promise<void> {
    await changeFile(this.file, () => writeFile(this.file, this.#authority.pem, { mode: 0o644 }))
    try {
      await runProgram(this.#update, [], { signal })
    } catch (error) {
      // A file that is there and not in use would look like trust.
      await rm(this.file, { force: true })
      throw error
    }
  }

  async untrust(signal: AbortSignal): Promise<void> {
    await changeFile(this.file, () => rm(this.file))
    try {
      await runProgram(this.#update, this.#removalFlags, { signal })
    } catch (error) {
      // Back it goes, so that a second attempt finds something to undo.
      await writeFile(this.file, this.#authority.pem, { mode: 0o644 })
      throw error
    }
  }

  #updateCommand(change: Change): readonly string[] {
    return [this.#update, ...(change === 'trust' ? [] : this.#removalFlags)]
  }
}

/** For a shell: as it is where that is safe. */
function quoted(path: string): string {
  return /^[\w/.:@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
