import { createHash, type Hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Secret } from '@sallyport/kernel'
import type { ConfigPath } from './config-path.ts'
import type { ConfigProblem } from './config-problem.ts'

/** Makes a problem of a message, at the line and column of a path. */
export type LocateProblem = (path: ConfigPath, message: string) => ConfigProblem

/**
 * Reads the files that one service's part of the configuration refers to, and collects what is wrong with them.
 * After a failed read a secret is empty; whoever asked goes on, so that every problem is found, and the load fails at the end.
 */
export class PartReader {
  readonly problems: ConfigProblem[] = []
  readonly #directory: string
  readonly #locate: LocateProblem
  readonly #hash: Hash = createHash('sha256')

  constructor(directory: string, locate: LocateProblem) {
    this.#directory = directory
    this.#locate = locate
  }

  /** The absolute path of a file named in the configuration. */
  resolve(file: string): string {
    return resolve(this.#directory, file)
  }

  problem(path: ConfigPath, message: string): void {
    this.problems.push(this.#locate(path, message))
  }

  /** Counts `content` towards the digest. */
  note(content: string): void {
    this.#hash.update(`${content.length}:`).update(content)
  }

  /** The content of a file; `undefined` after a problem. */
  async text(file: string, path: ConfigPath): Promise<string | undefined> {
    try {
      const content = await readFile(this.resolve(file), 'utf8')
      this.note(content)
      return content
    } catch (error) {
      this.problem(path, `the file cannot be read (${errorCode(error)})`)
      return undefined
    }
  }

  /** Checks that `directory` can be listed. Its content may change while the service runs, so it is not part of the digest. */
  async directory(directory: string, path: ConfigPath): Promise<void> {
    try {
      await readdir(this.resolve(directory))
    } catch (error) {
      this.problem(path, `the directory cannot be read (${errorCode(error)})`)
    }
  }

  /** The secret in `file`, without the line break at its end. */
  async secretFile(file: string, path: ConfigPath): Promise<Secret<string>> {
    const content = (await this.text(file, path))?.replace(/\r?\n$/, '')
    if (content === '') this.problem(path, 'the file is empty')
    return new Secret(content ?? '')
  }

  /** The secret of a key or of its `_file` twin at `filePath`; the schema has seen to it that exactly one is given. */
  async secret(
    value: Secret<string> | undefined,
    file: string | undefined,
    filePath: ConfigPath,
  ): Promise<Secret<string>> {
    return file === undefined ? (value ?? new Secret('')) : this.secretFile(file, filePath)
  }

  /** Changes whenever the content of any file that was read does. For comparing only: it covers secrets, so it is not to be shown. */
  digest(): string {
    return this.#hash.copy().digest('base64url')
  }
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error'
}
