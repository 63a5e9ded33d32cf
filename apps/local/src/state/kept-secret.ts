import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { toBase64Url } from '@sallyport/kernel'
import { writePrivateFile } from './write-private-file.ts'

/** The text of a file that is written once, with what `make` gives, and read ever after. */
export async function keptSecret(path: string, make: () => string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const made = make()
  await writePrivateFile(path, made)
  return made
}

/** 256 random bits, in characters that need no escaping in a URL. */
export function randomPassword(): string {
  return toBase64Url(randomBytes(32))
}
