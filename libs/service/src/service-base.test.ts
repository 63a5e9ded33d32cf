import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { openServiceBase } from './service-base.ts'

const authority = await createLocalServiceAuthority()

test('a service stands on its identity, which status and metrics tell of, with every reload', async () => {
  await using folder = await temporaryFolder()
  const identity = await folder.write(await authority.issueServiceIdentity('authorize', 'authorize-7'))
  await using scope = new AsyncDisposableStack()
  const base = await openServiceBase(
    {
      service: 'authorize',
      trustDomain: 'sallyport.internal',
      adminAddress: { host: '127.0.0.1', port: 0 },
      identity,
      overrides: { log: silentLogger },
    },
    scope,
  )
  expect(base.instance).toBe('authorize-7')
  expect(base.spiffeId).toBe('spiffe://sallyport.internal/service/authorize/authorize-7')
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${base.adminPort}${path}`)).text()
  const { serialNumber, notAfter } = base.identities.current()
  expect(JSON.parse(await get('/status'))).toMatchObject({
    ready: true,
    components: { identity: { spiffe_id: base.spiffeId, serial_number: serialNumber } },
  })
  const metrics = await get('/metrics')
  const labels = 'service="authorize",instance="authorize-7"'
  expect(metrics).toContain(`sallyport_certificate_not_after_seconds{${labels}} ${notAfter.getTime() / 1_000}`)
  expect(metrics).toContain(`sallyport_certificate_reloads_total{result="failed",${labels}} 0`)

  await writeFile(identity.keyFile, 'half a key')
  await expect
    .poll(() => get('/metrics'), { timeout: 5_000 })
    .toMatch(/sallyport_certificate_reloads_total\{result="failed",[^}]*\} [1-9]/)
})

test("another service's certificate is no ground to stand on", async () => {
  await using folder = await temporaryFolder()
  const identity = await folder.write(await authority.issueServiceIdentity('proxy', 'a'))
  await using scope = new AsyncDisposableStack()
  const opening = openServiceBase(
    {
      service: 'databroker',
      trustDomain: 'sallyport.internal',
      adminAddress: { host: '127.0.0.1', port: 0 },
      identity,
      overrides: { log: silentLogger },
    },
    scope,
  )
  await expect(opening).rejects.toMatchObject({ code: 'failed-precondition' })
})

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-service-'))
  return {
    async write(identity: Awaited<ReturnType<typeof authority.issueServiceIdentity>>) {
      const files = {
        certificateFile: join(path, 'tls.crt'),
        keyFile: join(path, 'tls.key'),
        trustBundleFile: join(path, 'ca.crt'),
      }
      await writeFile(files.certificateFile, identity.certificateChain)
      await writeFile(files.keyFile, identity.privateKey.reveal())
      await writeFile(files.trustBundleFile, identity.trustBundle)
      return files
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}
