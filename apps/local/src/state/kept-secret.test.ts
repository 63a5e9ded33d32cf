import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keptSecret, randomPassword } from './kept-secret.ts'

test('a secret is made once and closed to others', async () => {
  await using folder = await scratch()
  const path = join(folder.path, 'secret')
  const made = await keptSecret(path, randomPassword)
  expect(await keptSecret(path, randomPassword)).toBe(made)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('a secret that cannot be read is an error, never a new secret', async () => {
  await using folder = await scratch()
  await writeFile(join(folder.path, 'file'), '')
  await expect(keptSecret(join(folder.path, 'file', 'secret'), randomPassword)).rejects.toThrow(/ENOTDIR/)
})

async function scratch() {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
