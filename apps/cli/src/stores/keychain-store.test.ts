import { readFile } from 'node:fs/promises'
import { readLocalAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { Scratch } from '../scratch.fixture.ts'
import { KeychainStore } from './keychain-store.ts'

const { signal } = new AbortController()

test('the keychain is asked for exactly this certificate, by its fingerprint', async () => {
  await using scratch = await Scratch.create()
  const { authority, caFile } = await scratch.installation()
  const certificate = readLocalAuthority(authority.certificate, caFile)
  const hash = certificate.fingerprint.toUpperCase()
  const security = await scratch.program('security', 'cat "$0.listed"')
  const store = new KeychainStore('login.keychain-db', security, certificate, caFile)
  await scratch.write('security.listed', 'SHA-256 hash: 00FF\nSHA-1 hash: 00\n')
  expect(await store.isDone('trust', signal)).toBe(false)
  expect(await store.isDone('untrust', signal)).toBe(true)
  await scratch.write('security.listed', `SHA-256 hash: 00FF\nSHA-256 hash: ${hash}\n`)
  expect(await store.isDone('trust', signal)).toBe(true)
  expect(await store.isDone('untrust', signal)).toBe(false)

  await scratch.write('security.calls', '')
  await store.trust(signal)
  await store.untrust(signal)
  expect(await readFile(`${security}.calls`, 'utf8')).toBe(
    `add-trusted-cert -r trustRoot -p ssl -k login.keychain-db ${caFile}\ndelete-certificate -Z ${hash} -t login.keychain-db\n`,
  )
})
