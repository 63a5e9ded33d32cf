import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, openFileIdentitySource } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { keepServiceIdentities } from './service-identities.ts'

const hour = 3_600_000

test('every service has an identity of its own, replaced as a whole at two thirds of its life', async () => {
  await using s = await scratch()
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  await using _kept = await keepServiceIdentities(await createLocalServiceAuthority(), s.folder, now, 5)
  const files = (service: string) => ({
    certificateFile: join(s.folder, service, 'certificate.pem'),
    keyFile: join(s.folder, service, 'key.pem'),
    trustBundleFile: join(s.folder, service, 'bundle.pem'),
  })
  const serial = async (service: string) => {
    await using source = await openFileIdentitySource({ ...files(service), log: silentLogger })
    expect(source.current().identity).toMatchObject({ service, instance: 'local' })
    return source.current().serialNumber
  }
  const first = { proxy: await serial('proxy'), databroker: await serial('databroker') }
  expect(first.proxy).not.toBe(first.databroker)
  ahead = 7 * hour
  await delay(30)
  expect(await serial('proxy')).toBe(first.proxy)
  ahead = 8 * hour
  while ((await serial('proxy')) === first.proxy) await delay(5)
  while ((await serial('databroker')) === first.databroker) await delay(5)
})

test('the sets that were replaced are removed', async () => {
  await using s = await scratch()
  const authority = await createLocalServiceAuthority()
  for (let start = 0; start < 3; start += 1)
    await (await keepServiceIdentities(authority, s.folder))[Symbol.asyncDispose]()
  const hidden = (await readdir(join(s.folder, 'proxy'))).filter((name) => name.startsWith('..'))
  expect(hidden).toHaveLength(2) // `..data`, and the set that it leads to.
})

test('a renewal that fails is tried again', async () => {
  await using s = await scratch()
  const real = await createLocalServiceAuthority()
  let issued = 0
  const flaky: Pick<typeof real, 'issueServiceIdentity'> = {
    issueServiceIdentity: async (...request) => {
      issued += 1
      if (issued > 4 && issued < 9) throw new Error('no space left on device')
      return await real.issueServiceIdentity(...request)
    },
  }
  let ahead = 0
  await using _kept = await keepServiceIdentities(flaky, s.folder, () => new Date(Date.now() + ahead), 5)
  ahead = 9 * hour
  while (issued < 12) await delay(5)
  expect(await readdir(join(s.folder, 'proxy'))).toContain('certificate.pem')
})

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
