import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { followHosts } from './follow-hosts.ts'

test('a host that is added while it runs is seen, and a broken file in between is passed over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  const file = join(folder, 'config.yaml')
  const seen: (readonly string[])[] = []
  await writeFile(file, 'authenticate_url: https://a.localhost\n')
  {
    await using _following = followHosts(
      file,
      async (hosts) => void seen.push(hosts),
      (error) => expect.unreachable(String(error)),
    )
    while (seen.length < 1) await delay(10)
    await writeFile(file, 'routes: [\n')
    await delay(300)
    await writeFile(file, 'authenticate_url: https://a.localhost\nroutes: [{ from: https://b.localhost:1 }]\n')
    while (seen.length < 2) await delay(10)
  }
  expect(seen).toEqual([['a.localhost'], ['a.localhost', 'b.localhost']])
  await rm(folder, { recursive: true })
})
