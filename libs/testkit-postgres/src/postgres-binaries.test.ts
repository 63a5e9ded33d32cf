import { chmod, mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reachableByOthers } from './postgres-binaries.ts'

test('a folder that others can reach is used where it is, one below a private home is copied', async () => {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-binaries-'))
  const home = join(temporary.path, 'home')
  const folder = join(home, 'native')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'postgres'), 'binary')
  const copy = join(temporary.path, 'copy')
  for (const path of [temporary.path, home, folder]) await chmod(path, 0o755)
  expect(await reachableByOthers(folder, copy)).toBe(folder)

  await chmod(home, 0o700)

  expect(await reachableByOthers(folder, copy)).toBe(copy)
  expect(await readFile(join(copy, 'postgres'), 'utf8')).toBe('binary')
})
