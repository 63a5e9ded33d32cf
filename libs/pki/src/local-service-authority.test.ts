import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLocalServiceAuthority, openLocalServiceAuthority } from './local-service-authority.ts'

const anHourMs = 3_600_000

test('an identity has both purposes, one name, and lives half a day', async () => {
  const now = new Date('2031-03-04T05:06:07Z')
  const authority = await createLocalServiceAuthority({ now: () => now })
  const { certificateChain, identity, notBefore, notAfter } = await authority.issueServiceIdentity('authorize', 'b-1')
  const leaf = new X509Certificate(certificateChain)
  expect(identity).toEqual({ trustDomain: 'sallyport.internal', service: 'authorize', instance: 'b-1' })
  expect(leaf.subjectAltName).toBe('URI:spiffe://sallyport.internal/service/authorize/b-1')
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
  expect(leaf.ca).toBe(false)
  expect(notBefore.getTime()).toBeLessThan(now.getTime())
  expect(notAfter.getTime() - now.getTime()).toBe(12 * anHourMs)
})

test('every certificate has a serial number and a key of its own', async () => {
  const authority = await createLocalServiceAuthority()
  const one = await authority.issueServiceIdentity('proxy', 'a')
  const other = await authority.issueServiceIdentity('proxy', 'a')
  expect(one.serialNumber).not.toBe(other.serialNumber)
  expect(one.privateKey.reveal()).not.toBe(other.privateKey.reveal())
})

test('a life of more than a day is refused', async () => {
  const authority = await createLocalServiceAuthority()
  await expect(authority.issueServiceIdentity('proxy', 'a', { lifetimeMs: 24 * anHourMs })).rejects.toMatchObject({
    code: 'invalid-argument',
  })
})

test('an instance whose name does not fit a SPIFFE ID is refused', async () => {
  const authority = await createLocalServiceAuthority()
  await expect(authority.issueServiceIdentity('proxy', 'a/b')).rejects.toMatchObject({ code: 'invalid-argument' })
})

test('an authority that was made for one trust domain is not used for another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-authority-'))
  const files = { certificateFile: join(folder, 'ca.pem'), keyFile: join(folder, 'ca-key.pem') }
  try {
    const made = await openLocalServiceAuthority(files, { trustDomain: 'one.internal' })
    const loaded = await openLocalServiceAuthority(files, { trustDomain: 'one.internal' })
    expect(loaded.trustBundle).toBe(made.trustBundle)
    await expect(openLocalServiceAuthority(files, { trustDomain: 'two.internal' })).rejects.toThrow(
      'is not the authority of two.internal',
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
