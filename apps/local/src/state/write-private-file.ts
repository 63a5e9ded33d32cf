import { rename, writeFile } from 'node:fs/promises'

/** Writes a file that only its owner reads, whole or not at all: a reader sees the old text or the new one. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await writeWhole(path, text, 0o600)
}

/** The same for what everybody may read, such as a certificate. */
export async function writePublicFile(path: string, text: string): Promise<void> {
  await writeWhole(path, text, 0o644)
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const making = `${path}.${process.pid}.new`
  await writeFile(making, text, { mode })
  await rename(making, path)
}
