import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { tlsOptions } from './postgres-target.ts'
import { parsePostgresUrl } from './postgres-url.ts'

const parse = (url: string, options?: { allowPlaintext?: boolean }): ReturnType<typeof parsePostgresUrl> =>
  parsePostgresUrl(new Secret(url), options)
const refused = { code: 'invalid-argument' }

test('user, password, hosts and database are read, percent-decoded', async () => {
  const target = await parse('postgres://al%40ice:p%2Fw@db1.example:5433,db2.example,[fd00::1]:6432/sally%20port')

  expect(target).toMatchObject({ user: 'al@ice', database: 'sally port' })
  expect(target.password?.reveal()).toBe('p/w')
  expect(target.hosts).toEqual([
    { host: 'db1.example', port: 5433 },
    { host: 'db2.example', port: 5432 },
    { host: 'fd00::1', port: 6432 },
  ])
})

test('a server on another machine is verified, by name and chain, unless plaintext is allowed in so many words', async () => {
  const target = await parse('postgres://u@db.example/d')
  expect(target.tls).toEqual({ mode: 'verify-full' })
  expect(tlsOptions({ host: 'db.example', port: 5432 }, target)).toMatchObject({ rejectUnauthorized: true })

  await expect(parse('postgres://u@db.example/d?sslmode=disable')).rejects.toMatchObject(refused)
  await expect(parse('postgres://u@127.0.0.1,db.example/d?sslmode=disable')).rejects.toMatchObject(refused)
  expect((await parse('postgres://u@db.example/d?sslmode=disable', { allowPlaintext: true })).tls.mode).toBe('off')
  expect((await parse('postgres://u@db.example/d', { allowPlaintext: true })).tls.mode).toBe('verify-full')
})

test.each(['allow', 'prefer', 'require', 'verify-ca', 'no-verify', ''])('sslmode %j is refused', async (mode) => {
  await expect(parse(`postgres://u@127.0.0.1/d?sslmode=${mode}`, { allowPlaintext: true })).rejects.toMatchObject(
    refused,
  )
})

test('this machine needs no TLS, and gets it when asked for', async () => {
  for (const url of [
    'postgres://u@localhost/d',
    'postgres://u@127.0.0.9:1/d',
    'postgres://u@[::1]/d',
    'postgres:///d?host=/run/postgresql',
  ])
    expect((await parse(url)).tls).toEqual({ mode: 'off' })
  expect((await parse('postgres://u@localhost/d?sslmode=verify-full')).tls.mode).toBe('verify-full')
})

test('the certificate that is verified is the host’s own, even where the host is an address', async () => {
  const options = tlsOptions({ host: '192.0.2.7', port: 5432 }, await parse('postgres://u@192.0.2.7/d'))
  if (!options) throw new Error('another machine is verified')
  const certificate = { subject: { CN: 'db' }, subjectaltname: 'DNS:localhost, DNS:db.example' }

  // @ts-expect-error: of a peer certificate, only the names are looked at
  expect(options.checkServerIdentity('localhost', certificate)).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
})

test('sslrootcert names the certificates to trust', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sallyport-url-'))
  const file = join(folder.path, 'ca.pem')
  const ca = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  await writeFile(file, ca)

  expect((await parse(`postgres://u@db.example/d?sslrootcert=${file}`)).tls).toEqual({
    mode: 'verify-full',
    ca,
  })
  await expect(parse('postgres://u@db.example/d?sslrootcert=/nonexistent')).rejects.toMatchObject(refused)
})

test.each(['', '\n', 'certificates'])(
  'PM-13, DB-10: a file of authorities that holds %j is refused, not made up for by those of the system',
  async (text) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'sallyport-url-'))
    const file = join(folder.path, 'ca.pem')
    await writeFile(file, text)
    await expect(parse(`postgres://u@db.example/d?sslrootcert=${file}`)).rejects.toMatchObject(refused)
  },
)

test.each([
  'mysql://u@h/d',
  'postgres://u@h',
  'postgres://u@h:0/d',
  'postgres://u@h:99999/d',
  'postgres://u@h1,,h2/d',
  'postgres://%zz@h/d',
  'postgres://u@h/d?sslmode=disable&sslmode=verify-full',
  'postgres://u@h/d?options=-c%20fsync=off',
])('%s is refused without being quoted', async (url) => {
  const error = await parse(url).catch((thrown: unknown) => thrown)

  expect(error).toMatchObject(refused)
  expect(String(error)).not.toContain(url)
})
