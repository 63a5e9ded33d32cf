import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rotateLogs } from './rotate-logs.ts'

test('only a log that has grown large is moved aside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  for (const name of ['large.log', 'large.log.1', 'small.log']) await writeFile(join(folder, name), 'x')
  await truncate(join(folder, 'large.log'), 10_485_761)
  await rotateLogs(folder)
  expect((await readdir(folder)).toSorted()).toEqual(['large.log.1', 'small.log'])
  await rm(folder, { recursive: true })
})
