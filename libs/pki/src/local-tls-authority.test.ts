import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { expect, test } from 'vitest'
import type { AuthorityFiles } from './authority-files.ts'
import { CertificateAuthority, type KeyPairPem } from './certificate-authority.ts'
import { createLocalTlsAuthority, openLocalTlsAuthority } from './local-tls-authority.ts'
import { loopbackNames } from './name-constraints.ts'

test('its certificates are good for exactly the names that were asked for', async () => {
  const authority = await createLocalTlsAuthority()
  const pair = await authority.issue(['whoami.localhost', 'localhost', '127.0.0.1', '::1'])
  expect(await handshake(pair, authority.certificate, { servername: 'whoami.localhost' })).toBe('verified')
  expect(await handshake(pair, authority.certificate, { servername: 'localhost' })).toBe('verified')
  expect(await handshake(pair, authority.certificate, {})).toBe('verified')
  expect(await handshake(pair, authority.certificate, { servername: 'admin.localhost' })).toContain(
    'does not match certificate',
  )
})

test.each([
  'example.com',
  'localhost.example.com',
  'notlocalhost',
  '10.0.0.1',
  '128.0.0.1',
  '::2',
  '*.localhost',
  '',
  'LOCALHOST',
])('it refuses to sign for %o', async (name) => {
  const authority = await createLocalTlsAuthority()
  await expect(authority.issue([name])).rejects.toMatchObject({ code: 'invalid-argument' })
})

test('whoever takes its key cannot pass for another host', async () => {
  const now = new Date()
  const stolen = await CertificateAuthority.create({ commonName: 'root', permitted: loopbackNames, now })
  const sign = (names: { type: 'dns' | 'ip'; value: string }[]): Promise<KeyPairPem> =>
    stolen.sign({
      commonName: 'x',
      names,
      purposes: ['serverAuth'],
      notBefore: now,
      notAfter: new Date(now.getTime() + 60_000),
    })
  const good = await sign([{ type: 'dns', value: 'a.localhost' }])
  expect(await handshake(good, stolen.certificate, { servername: 'a.localhost' })).toBe('verified')
  const host = await sign([{ type: 'dns', value: 'example.com' }])
  expect(await handshake(host, stolen.certificate, { servername: 'example.com' })).toBe('permitted subtree violation')
  const address = await sign([
    { type: 'dns', value: 'a.localhost' },
    { type: 'ip', value: '10.0.0.1' },
  ])
  expect(await handshake(address, stolen.certificate, { servername: 'a.localhost' })).toBe(
    'permitted subtree violation',
  )
})

test('it is made once, its key readable by the owner alone, and survives a restart', async () => {
  await using files = await temporaryFiles()
  const first = await openLocalTlsAuthority(files)
  expect((await stat(files.keyFile)).mode & 0o777).toBe(0o600)
  const second = await openLocalTlsAuthority(files)
  expect(second.certificate).toBe(first.certificate)
  expect(await readFile(files.certificateFile, 'utf8')).toBe(first.certificate)
  const pair = await second.issue(['whoami.localhost'])
  expect(await handshake(pair, first.certificate, { servername: 'whoami.localhost' })).toBe('verified')
})

test('a key that others can read, a missing key and a foreign key are refused', async () => {
  await using files = await temporaryFiles()
  await openLocalTlsAuthority(files)
  await rm(files.keyFile)
  await expect(openLocalTlsAuthority(files)).rejects.toThrow('is missing')
  const { privateKey } = await CertificateAuthority.create({ commonName: 'x', permitted: [], now: new Date() })
  await writeFile(files.keyFile, privateKey.reveal(), { mode: 0o600 })
  await expect(openLocalTlsAuthority(files)).rejects.toThrow('do not belong together')
  await rm(files.keyFile)
  await writeFile(files.keyFile, privateKey.reveal(), { mode: 0o644 })
  await expect(openLocalTlsAuthority(files)).rejects.toThrow('can be read by others')
})

test('a start that was cut off before the certificate was kept begins anew', async () => {
  await using files = await temporaryFiles()
  const first = await openLocalTlsAuthority(files)
  await unlink(files.certificateFile)
  expect((await openLocalTlsAuthority(files)).certificate).not.toBe(first.certificate)
})

test('an authority that has expired says so', async () => {
  await using files = await temporaryFiles()
  await openLocalTlsAuthority(files, () => new Date('2001-01-01'))
  await expect(openLocalTlsAuthority(files, () => new Date('2031-01-01'))).rejects.toThrow('expired')
})

/** `verified`, or the error that a client gets which trusts `root`. */
async function handshake(pair: KeyPairPem, root: string, { servername }: { servername?: string }): Promise<string> {
  const server = createServer({ cert: pair.certificate, key: pair.privateKey.reveal() })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const socket = connect({ host: '127.0.0.1', port: address.port, ca: root, ...(servername ? { servername } : {}) })
  try {
    await once(socket, 'secureConnect')
    return 'verified'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    socket.destroy()
    server.close()
  }
}

async function temporaryFiles(): Promise<AuthorityFiles & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-authority-'))
  return {
    certificateFile: join(folder, 'ca.pem'),
    keyFile: join(folder, 'private', 'ca-key.pem'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
