import { readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

const largeBytes = 10_485_760

/** Moves each log that has grown large to `<name>.1`, in place of the one before it. Called while nobody writes. */
export async function rotateLogs(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (name.endsWith('.log') && (await stat(path)).size > largeBytes) await rename(path, `${path}.1`)
  }
}
