import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createLocalTlsAuthority } from '@sallyport/pki'
import type { Machine } from './machine.ts'

/** A folder of its own for everything that a test would otherwise find on, or leave on, this machine. */
export class Scratch implements AsyncDisposable {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async create(): Promise<Scratch> {
    return new Scratch(await realpath(await mkdtemp(join(tmpdir(), 'sallyport-cli-'))))
  }

  /** A machine with nothing on it: no browser, no program, no system store. */
  machine(changed: Partial<Machine> = {}): Machine {
    const { path } = this
    const home = join(path, 'home')
    return { platform: 'linux', home, root: path, searchPath: join(path, 'bin'), isAdministrator: false, ...changed }
  }

  async write(name: string, text: string): Promise<string> {
    const file = join(this.path, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    return file
  }

  /** A program that notes its arguments, one run a line, in `<name>.calls`, and then does what the shell commands say. */
  async program(name: string, commands = ''): Promise<string> {
    const file = await this.write(name, `#!/bin/sh\necho "$*" >>"$0.calls"\n${commands}\n`)
    await chmod(file, 0o755)
    return file
  }

  /** A state folder, as `npm start` leaves it. */
  async installation(name = '.sallyport') {
    const authority = await createLocalTlsAuthority()
    const caFile = await this.write(`${name}/ca.pem`, authority.certificate)
    await this.write(`${name}/cli.yaml`, 'authenticate_url: https://authenticate.localhost:8443\nca_file: ca.pem\n')
    return { authority, caFile, stateFolder: dirname(caFile) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true })
  }
}
