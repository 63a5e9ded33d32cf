import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalTlsAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { ensureLeafCertificates } from './leaf-certificates.ts'

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  return {
    folder,
    read: (name: string) => readFile(join(folder, name), 'utf8'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

test('each host has a certificate for its very name, and loopback has one', async () => {
  await using s = await scratch()
  await ensureLeafCertificates(await createLocalTlsAuthority(), s.folder, ['a.localhost'])
  expect((await readdir(s.folder)).toSorted()).toEqual([
    'a.localhost.crt',
    'a.localhost.key',
    'localhost.crt',
    'localhost.key',
  ])
  expect(new X509Certificate(await s.read('a.localhost.crt')).subjectAltName).toBe('DNS:a.localhost')
  const loopback = new X509Certificate(await s.read('localhost.crt'))
  expect(loopback.checkIP('127.0.0.1') && loopback.checkIP('::1') && loopback.checkHost('localhost')).toBeTruthy()
  expect((await stat(join(s.folder, 'a.localhost.key'))).mode & 0o777).toBe(0o600)
})

test('a good certificate is kept; one that is broken, ends soon or comes of another authority is replaced', async () => {
  await using s = await scratch()
  const authority = await createLocalTlsAuthority()
  const ensure = async (by = authority, now = () => new Date()) => {
    await ensureLeafCertificates(by, s.folder, ['a.localhost'], now)
    return await s.read('a.localhost.crt')
  }
  const first = await ensure()
  expect(await ensure()).toBe(first)
  const second = await ensure(authority, () => new Date(Date.now() + 61 * 86_400_000))
  expect(second).not.toBe(first)
  await writeFile(join(s.folder, 'a.localhost.crt'), 'broken')
  const third = await ensure()
  expect(third).toContain('BEGIN CERTIFICATE')
  expect(await ensure(await createLocalTlsAuthority())).not.toBe(third)
})
