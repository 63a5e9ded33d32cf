import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { silentLogger } from '@sallyport/kernel'
import { expect, test, vi } from 'vitest'
import { type FileIdentitySource, openFileIdentitySource } from './file-identity-source.ts'
import { createLocalServiceAuthority } from './local-service-authority.ts'
import type { X509Identity } from './x509-identity.ts'

const authority = await createLocalServiceAuthority()

test('a new pair is taken over and announced', async () => {
  await using folder = await temporaryFolder()
  await writeIdentity(folder.path, await authority.issueServiceIdentity('proxy', 'a'))
  await using source = await openSource(folder.path, { settleMs: 10 })
  const changed = vi.fn()
  using _ = source.onChange(changed)

  const next = await authority.issueServiceIdentity('proxy', 'a')
  await writeIdentity(folder.path, next)
  await vi.waitFor(() => expect(source.current().serialNumber).toBe(next.serialNumber))
  await vi.waitFor(() => expect(changed).toHaveBeenCalled())
})

test('a folder that gives no events is still looked at', async () => {
  await using folder = await temporaryFolder()
  await writeIdentity(folder.path, await authority.issueServiceIdentity('proxy', 'a'))
  await using source = await openSource(folder.path, { settleMs: 3_600_000, pollMs: 20 })
  const next = await authority.issueServiceIdentity('proxy', 'a')
  await writeIdentity(folder.path, next)
  await vi.waitFor(() => expect(source.current().serialNumber).toBe(next.serialNumber))
})

test('files that have not changed are not announced', async () => {
  await using folder = await temporaryFolder()
  await writeIdentity(folder.path, await authority.issueServiceIdentity('proxy', 'a'))
  await using source = await openSource(folder.path)
  const changed = vi.fn()
  using _ = source.onChange(changed)
  await source.reload()
  expect(changed).not.toHaveBeenCalled()
  expect(source.reloadCounts()).toEqual({ changed: 0, failed: 0 })
})

test.each<[string, (folder: string, current: X509Identity) => Promise<void>]>([
  [
    'a certificate without its key',
    async (folder) => {
      const { certificateChain } = await authority.issueServiceIdentity('proxy', 'a')
      await writeFile(join(folder, 'tls.crt'), certificateChain)
    },
  ],
  [
    'half a certificate',
    (folder, current) => writeFile(join(folder, 'tls.crt'), current.certificateChain.slice(0, 300)),
  ],
  ['a missing key', (folder) => unlink(join(folder, 'tls.key'))],
  ['an empty trust bundle', (folder) => writeFile(join(folder, 'ca.crt'), '')],
  [
    'a trust bundle that does not hold the issuer',
    async (folder) => writeFile(join(folder, 'ca.crt'), (await createLocalServiceAuthority()).trustBundle),
  ],
  [
    "another service's identity",
    async (folder) => writeIdentity(folder, await authority.issueServiceIdentity('databroker', 'a')),
  ],
])('%s is counted and leaves the last good identity in place', async (_, damage) => {
  await using folder = await temporaryFolder()
  const good = await authority.issueServiceIdentity('proxy', 'a')
  await writeIdentity(folder.path, good)
  await using source = await openSource(folder.path)
  await damage(folder.path, good)
  await source.reload()
  expect(source.current().serialNumber).toBe(good.serialNumber)
  expect(source.reloadCounts()).toEqual({ changed: 0, failed: 1 })

  const next = await authority.issueServiceIdentity('proxy', 'a')
  await writeIdentity(folder.path, next)
  await source.reload()
  expect(source.current().serialNumber).toBe(next.serialNumber)
})

test('the state of a Kubernetes volume that is swapped in between reads is not mixed with the next', async () => {
  await using folder = await temporaryFolder()
  const [before, after] = await Promise.all([
    authority.issueServiceIdentity('proxy', 'a'),
    authority.issueServiceIdentity('proxy', 'a'),
  ])
  for (const name of ['tls.crt', 'tls.key', 'ca.crt']) await symlink(join('..data', name), join(folder.path, name))
  const firstState = await mountState(folder.path, 1, before)
  // A named pipe in place of the certificate holds the reader there until it is written to.
  await rm(join(firstState, 'tls.crt'))
  await promisify(execFile)('mkfifo', [join(firstState, 'tls.crt')])

  const opening = openSource(folder.path)
  const pipe = await open(join(firstState, 'tls.crt'), 'w')
  await mountState(folder.path, 2, after)
  await pipe.writeFile(before.certificateChain)
  await pipe.close()
  await using source = await opening
  expect(source.current()).toEqual(before)

  await source.reload()
  expect(source.current()).toEqual(after)
})

test('without a good identity there is no source', async () => {
  await using folder = await temporaryFolder()
  await expect(openSource(folder.path)).rejects.toMatchObject({
    code: 'failed-precondition',
    message: expect.stringContaining('tls.crt cannot be read'),
  })
})

function openSource(folder: string, times: { settleMs?: number; pollMs?: number } = {}): Promise<FileIdentitySource> {
  return openFileIdentitySource({
    certificateFile: join(folder, 'tls.crt'),
    keyFile: join(folder, 'tls.key'),
    trustBundleFile: join(folder, 'ca.crt'),
    expectedService: 'proxy',
    log: silentLogger,
    settleMs: 3_600_000,
    pollMs: 3_600_000,
    ...times,
  })
}

async function writeIdentity(folder: string, identity: X509Identity): Promise<void> {
  await writeFile(join(folder, 'tls.crt'), identity.certificateChain)
  await writeFile(join(folder, 'tls.key'), identity.privateKey.reveal())
  await writeFile(join(folder, 'ca.crt'), identity.trustBundle)
}

/** Replaces the state of a mounted volume as the kubelet does, and says which folder holds it. */
async function mountState(folder: string, number: number, identity: X509Identity): Promise<string> {
  const state = join(folder, `..state-${number}`)
  await mkdir(state)
  await writeIdentity(state, identity)
  await symlink(state, join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), join(folder, '..data'))
  return state
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-pki-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
