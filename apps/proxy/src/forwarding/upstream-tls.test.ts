import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { createLocalTlsAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { openHttp2, portOf, requestHttp2, startEdge } from '../edge.fixture.ts'

/** An upstream over TLS that answers with the server name that it was asked for and the certificate that it was shown. */
async function startTlsUpstream(names: readonly string[], scope: AsyncDisposableStack) {
  const authority = await createLocalTlsAuthority()
  const leaf = await authority.issue(names)
  const client = await authority.issue(['client.localhost'])
  const directory = await mkdtemp(join(tmpdir(), 'upstream-'))
  scope.defer(() => rm(directory, { recursive: true, force: true }))
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(directory, name), text)
    return join(directory, name)
  }
  const tls = { cert: leaf.certificate, key: leaf.privateKey.reveal(), requestCert: true, rejectUnauthorized: false }
  const connections: TLSSocket[] = []
  const server = createServer(tls, (request, response) => {
    const [socket] = connections.slice(-1)
    response.end(`${socket?.servername} ${socket?.getPeerX509Certificate()?.subjectAltName} ${request.headers.host}`)
  })
  server.on('secureConnection', (socket) => connections.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  return { authority, client, file, connections, port: portOf(server.address()) }
}

test('an upstream is trusted by the route’s authority, by none of the system’s and by skipping alone', async () => {
  await using scope = new AsyncDisposableStack()
  const { authority, file, port } = await startTlsUpstream(['up.localhost'], scope)
  const to = `https://up.localhost:${port}`
  const other = (await createLocalTlsAuthority()).certificate
  await using edge = await startEdge({
    routes: [
      { to, prefix: '/system' },
      { to, prefix: '/text', tls_custom_ca: authority.certificate },
      { to, prefix: '/file', tls_custom_ca_file: await file('ca.pem', authority.certificate) },
      { to, prefix: '/other', tls_custom_ca: other },
      { to, prefix: '/skip', tls_skip_verify: true },
      { to, prefix: '/missing', tls_custom_ca_file: '/no/such/file.pem' },
    ],
  })
  using session = openHttp2(edge)
  const answer = (path: string) => requestHttp2(session, { ':path': path })

  for (const path of ['/text', '/file', '/skip']) expect(await answer(path)).toMatchObject({ status: 200 })
  for (const path of ['/system', '/other', '/missing']) {
    expect(await answer(path)).toMatchObject({ status: 502, body: expect.stringContaining('upstream-untrusted') })
  }
})

test.each(['', '\n', '-----BEGIN CERTIFICATE-----\n', 'not a certificate'])(
  'PM-13: a file for authorities that holds %j trusts nobody, the system’s authorities least',
  async (text) => {
    await using scope = new AsyncDisposableStack()
    const { authority, file, port } = await startTlsUpstream(['up.localhost'], scope)
    const before = getCACertificates('default')
    scope.defer(() => setDefaultCACertificates(before))
    setDefaultCACertificates([...before, authority.certificate])
    const to = `https://up.localhost:${port}`
    const emptied = await file('ca.pem', authority.certificate)
    await using edge = await startEdge({
      routes: [
        { to, prefix: '/system' },
        { to, prefix: '/file', tls_custom_ca_file: emptied },
      ],
    })
    using session = openHttp2(edge)
    await writeFile(emptied, text)
    expect(await requestHttp2(session, { ':path': '/system' })).toMatchObject({ status: 200 })
    expect(await requestHttp2(session, { ':path': '/file' })).toMatchObject({ status: 502 })
  },
)

test('the server name is that of the upstream or the one that the route gives, never the Host of the request', async () => {
  await using scope = new AsyncDisposableStack()
  const { authority, port, connections } = await startTlsUpstream(['up.localhost', 'named.localhost'], scope)
  const route = { tls_custom_ca: authority.certificate, preserve_host_header: true }
  await using edge = await startEdge({
    routes: [
      { ...route, to: `https://up.localhost:${port}`, prefix: '/own' },
      { ...route, to: `https://up.localhost:${port}`, prefix: '/other-host', from: 'https://other.localhost' },
      { ...route, to: `https://127.0.0.1:${port}`, prefix: '/named', tls_upstream_server_name: 'named.localhost' },
      { ...route, to: `https://127.0.0.1:${port}`, prefix: '/address' },
    ],
  })
  using session = openHttp2(edge)

  const own = await requestHttp2(session, { ':path': '/own' })
  const otherHost = await requestHttp2(session, { ':path': '/other-host', ':authority': 'other.localhost' })
  const named = await requestHttp2(session, { ':path': '/named' })
  const address = await requestHttp2(session, { ':path': '/address' })

  expect(own.body).toMatch(/^up\.localhost .* app\.localhost$/)
  expect(otherHost.body).toMatch(/^up\.localhost .* other\.localhost$/)
  expect(named.body).toMatch(/^named\.localhost /)
  expect(address.status).toBe(502)
  expect(connections.filter(({ servername }) => servername === 'up.localhost')).toHaveLength(1)
})

test('the upstream sees the client certificate of the route, and a renewed one on the next connection', async () => {
  await using scope = new AsyncDisposableStack()
  const { authority, client, file, port, connections } = await startTlsUpstream(['up.localhost'], scope)
  const renewed = await authority.issue(['renewed.localhost'])
  await using edge = await startEdge({
    routes: [
      {
        ...{ to: `https://up.localhost:${port}`, tls_custom_ca: authority.certificate },
        tls_client_cert_file: await file('client.crt', client.certificate),
        tls_client_key_file: await file('client.key', client.privateKey.reveal()),
      },
    ],
  })
  using session = openHttp2(edge)

  const first = await requestHttp2(session, { ':path': '/' })
  await file('client.crt', renewed.certificate)
  await file('client.key', renewed.privateKey.reveal())
  for (const socket of connections) socket.destroy()
  await expect.poll(async () => (await requestHttp2(session, { ':path': '/' })).body).toContain('DNS:renewed.localhost')

  expect(first.body).toContain('DNS:client.localhost')
})
