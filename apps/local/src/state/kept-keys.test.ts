import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '@sallyport/kernel'
import { parseKeyRingFile } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { keepKeys } from './kept-keys.ts'
import { openStateFolder } from './state-folder.ts'

async function scratch() {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-'))
  return { state: await openStateFolder(path), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('keys are made once, and are what the services read', async () => {
  await using s = await scratch()
  const first = await keepKeys(s.state)
  expect(await keepKeys(s.state)).toEqual(first)
  parseKeyRingFile(new Secret(await readFile(join(s.state.secrets, 'grant-key'), 'utf8')))
})

test('a key that is missing beside existing records is never made anew', async () => {
  await using s = await scratch()
  await keepKeys(s.state)
  await mkdir(s.state.postgres)
  await keepKeys(s.state)
  await rm(join(s.state.secrets, 'grant-key'))
  await expect(keepKeys(s.state)).rejects.toThrow(/grant-key is missing.*put it back/)
})
