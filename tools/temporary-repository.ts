import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const repository = join(import.meta.dirname, '..')

/** A small repository for one test, with the installed packages of this one, into which a violation is planted. */
export class TemporaryRepository implements AsyncDisposable {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async create(files: Readonly<Record<string, string>> = {}): Promise<TemporaryRepository> {
    const temporary = new TemporaryRepository(await mkdtemp(join(tmpdir(), 'sallyport-tools-')))
    await symlink(join(repository, 'node_modules'), join(temporary.root, 'node_modules'))
    await temporary.write(files)
    return temporary
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.root, name)), { recursive: true })
      await writeFile(join(this.root, name), content)
    }
  }

  /** Takes over files or folders of the real repository. */
  async copy(...names: readonly string[]): Promise<void> {
    for (const name of names) await cp(join(repository, name), join(this.root, name), { recursive: true })
  }

  async replace(name: string, from: string, to: string): Promise<void> {
    const text = await readFile(join(this.root, name), 'utf8')
    if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`)
    await this.write({ [name]: text.replace(from, to) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true })
  }
}
