import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@sallyport/kernel'
import { CertificateAuthority, createLocalTlsAuthority, type LocalTlsAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { openServerCertificates, type ServerCertificates } from './server-certificates.ts'

async function directoryOf(names: readonly string[], scope: AsyncDisposableStack) {
  const directory = await mkdtemp(join(tmpdir(), 'certificates-'))
  scope.defer(() => rm(directory, { recursive: true, force: true }))
  const authority = await createLocalTlsAuthority()
  for (const name of names) await writeLeaf(authority, directory, name)
  return { directory, authority }
}

async function writeLeaf(authority: LocalTlsAuthority, directory: string, name: string): Promise<void> {
  const { certificate, privateKey } = await authority.issue([name])
  await writeFile(join(directory, `${name}.key`), privateKey.reveal())
  await writeFile(join(directory, `${name}.crt`), certificate)
}

function defaultName(certificates: ServerCertificates): string | undefined {
  return new X509Certificate(certificates.defaultOptions().cert).subjectAltName
}

test('the default of a directory is localhost, before names that sort before it', async () => {
  await using scope = new AsyncDisposableStack()
  const { directory } = await directoryOf(['a.localhost', 'localhost'], scope)
  await using certificates = await openServerCertificates({ from: 'directory', directory }, silentLogger)

  expect(defaultName(certificates)).toBe('DNS:localhost')
})

test('the default of a list is its first, also for names that several have', async () => {
  await using scope = new AsyncDisposableStack()
  const { directory } = await directoryOf(['b.localhost', 'a.localhost'], scope)
  const files = ['b.localhost', 'a.localhost'].map((name) => ({
    certificateFile: join(directory, `${name}.crt`),
    keyFile: join(directory, `${name}.key`),
  }))
  await using certificates = await openServerCertificates({ from: 'files', files }, silentLogger)

  expect(defaultName(certificates)).toBe('DNS:b.localhost')
  expect(certificates.contextFor('a.localhost')).toBeDefined()
})

test('a wildcard stands for exactly one label, and an exact name goes before it', async () => {
  await using scope = new AsyncDisposableStack()
  const { directory } = await directoryOf(['localhost'], scope)
  const now = new Date()
  const permitted = [{ kind: 'dns', domain: 'example.com' }] as const
  const authority = await CertificateAuthority.create({ commonName: 'Test', permitted, now })
  for (const name of ['*.example.com', 'app.example.com']) {
    const { certificate, privateKey } = await authority.sign({
      ...{ commonName: 'Test', names: [{ type: 'dns', value: name }], purposes: ['serverAuth'], notBefore: now },
      notAfter: new Date(now.getTime() + 3_600_000),
    })
    await writeFile(join(directory, `${name.replace('*', '_')}.key`), privateKey.reveal())
    await writeFile(join(directory, `${name.replace('*', '_')}.crt`), certificate)
  }
  await using certificates = await openServerCertificates({ from: 'directory', directory }, silentLogger)
  const wildcard = certificates.contextFor('any.example.com')

  expect(wildcard).toBeDefined()
  expect(certificates.contextFor('Other.Example.com.')).toBe(wildcard)
  expect(certificates.contextFor('app.example.com')).not.toBe(wildcard)
  for (const name of ['a.b.example.com', 'example.com', '.example.com', '*.example.org'])
    expect(certificates.contextFor(name)).toBeUndefined()
})

test('a certificate that comes, changes or goes is seen without a restart', async () => {
  await using scope = new AsyncDisposableStack()
  const { directory, authority } = await directoryOf(['localhost', 'old.localhost'], scope)
  await using certificates = await openServerCertificates({ from: 'directory', directory }, silentLogger)
  let changes = 0
  using _listening = certificates.onChange(() => {
    changes += 1
  })
  const before = certificates.contextFor('localhost')
  const unchanged = certificates.contextFor('old.localhost')

  await writeLeaf(authority, directory, 'new.localhost')
  await writeLeaf(authority, directory, 'localhost')
  await certificates.reload()

  expect(changes).toBeGreaterThan(0)
  expect(certificates.contextFor('new.localhost')).toBeDefined()
  expect(certificates.contextFor('localhost')).not.toBe(before)
  expect(certificates.contextFor('old.localhost')).toBe(unchanged)

  await rm(join(directory, 'old.localhost.crt'))
  await expect.poll(() => certificates.contextFor('old.localhost')).toBeUndefined()
})

test('a file that cannot be used leaves the last good certificate', async () => {
  await using scope = new AsyncDisposableStack()
  const { directory } = await directoryOf(['localhost'], scope)
  await using certificates = await openServerCertificates({ from: 'directory', directory }, silentLogger)
  const before = certificates.contextFor('localhost')

  await writeFile(join(directory, 'localhost.crt'), 'half a certifi')
  await certificates.reload()

  expect(certificates.contextFor('localhost')).toBe(before)
})

test('a directory without a certificate fails the start', async () => {
  await using scope = new AsyncDisposableStack()
  const { directory } = await directoryOf([], scope)

  await expect(openServerCertificates({ from: 'directory', directory }, silentLogger)).rejects.toMatchObject({
    code: 'failed-precondition',
  })
})
