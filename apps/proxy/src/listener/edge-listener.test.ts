import { once } from 'node:events'
import { connect as connectTcp, createServer as createTcpServer } from 'node:net'
import { connect } from 'node:tls'
import { noClientCertificate } from '@sallyport/decisions'
import { silentLogger } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import {
  type EdgeFixture,
  openHttp2,
  openRaw,
  portOf,
  readToEnd,
  requestHttp2,
  startEdge,
  startUpstream,
} from '../edge.fixture.ts'
import { openEdgeListener } from './edge-listener.ts'

async function certificateFor(
  { port, ca }: Pick<EdgeFixture, 'port' | 'ca'>,
  servername: string | undefined,
): Promise<string | undefined> {
  const name = servername === undefined ? {} : { servername }
  const socket = connect({ port, host: '127.0.0.1', ca, rejectUnauthorized: false, ...name })
  await once(socket, 'secureConnect')
  const { subjectAltName } = socket.getPeerX509Certificate() ?? {}
  socket.destroy()
  return subjectAltName
}

test.each([
  ['app.localhost', 'DNS:app.localhost'],
  ['APP.localhost', 'DNS:app.localhost'],
  ['unknown.localhost', 'DNS:localhost'],
  ['__proto__', 'DNS:localhost'],
  [undefined, 'DNS:localhost'],
])('a client that names %s sees %s', async (servername, certificate) => {
  await using edge = await startEdge({ routes: [] })

  expect(await certificateFor(edge, servername)).toBe(certificate)
})

test('TLS 1.1 is refused', async () => {
  await using edge = await startEdge({ routes: [] })
  const socket = connect({
    port: edge.port,
    host: '127.0.0.1',
    ca: edge.ca,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1.1',
  })

  await expect(once(socket, 'secureConnect')).rejects.toThrow()
})

test('HP-11: a handshake in pieces of one byte is a handshake', async () => {
  await using edge = await startEdge({ routes: [] })
  const relay = createTcpServer((client) => {
    const server = connectTcp({ port: edge.port, host: '127.0.0.1', noDelay: true })
    server.on('error', () => {}).pipe(client.on('error', () => {}))
    client.on('data', (chunk: Buffer) => {
      for (const byte of chunk) server.write(Uint8Array.of(byte))
    })
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')

  expect(await certificateFor({ ...edge, port: portOf(relay.address()) }, 'app.localhost')).toBe('DNS:app.localhost')
  relay.close()
})

test('draining closes idle connections, says so on the others and lets what is open end', async () => {
  const answer = Promise.withResolvers<void>()
  await using upstream = await startUpstream((request, response) => {
    if (request.url === '/slow') void answer.promise.then(() => response.end('done'))
    else response.end('quick')
  })
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using session = openHttp2(edge)
  const wentAway = once(session, 'goaway')
  const [idle, busy] = [await openRaw(edge), await openRaw(edge)]
  idle.write('GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n')
  await once(idle, 'data')
  busy.write('GET /slow HTTP/1.1\r\nHost: app.localhost\r\n\r\n')
  const slow = requestHttp2(session, { ':path': '/slow' })
  await expect.poll(() => upstream.requests).toHaveLength(3)

  edge.listener.stopAccepting()
  edge.listener.drain()
  await wentAway
  await readToEnd(idle)
  answer.resolve()

  expect(await readToEnd(busy)).toMatch(/connection: close[^]*done/i)
  expect((await slow).body).toBe('done')
  expect(await edge.listener.drainedWithin(5_000)).toBe(true)
  await expect(openRaw(edge)).rejects.toThrow('ECONNREFUSED')
})

test('an address that is taken fails the start, and leaves nothing open', async () => {
  await using edge = await startEdge({ routes: [] })
  const taken = { host: '127.0.0.1', port: edge.port }
  const certificates = {
    defaultOptions: () => ({ cert: '', key: '' }),
    contextFor: () => undefined,
    onChange: () => ({ [Symbol.dispose]() {} }),
  }

  const opening = openEdgeListener({
    addresses: [{ host: '127.0.0.1', port: 0 }, taken],
    certificates,
    peerOf: () => ({ address: '', isTrusted: false, clientCertificate: noClientCertificate }),
    onExchange: () => {},
    log: silentLogger,
  })

  await expect(opening).rejects.toThrow(`cannot listen on 127.0.0.1 port ${edge.port} (EADDRINUSE)`)
})

test('HP-14: a client that resets streams without end loses its connection, others do not notice', async () => {
  await using upstream = await startUpstream((_request, response) => void setTimeout(() => response.end('ok'), 50))
  await using edge = await startEdge({ routes: [{ to: upstream.url }] })
  using attacker = openHttp2(edge)
  using other = openHttp2(edge)
  await requestHttp2(other, { ':path': '/' })
  const closed = new Promise((resolve) => attacker.once('close', resolve))

  for (let round = 0; round < 100 && !attacker.destroyed; round++) {
    for (let index = 0; index < 20 && !attacker.closed && !attacker.destroyed; index++) {
      const stream = attacker.request({ ':path': '/', ':authority': 'app.localhost' })
      stream.on('error', () => {})
      stream.close(8)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }

  await closed
  expect(await requestHttp2(other, { ':path': '/' })).toMatchObject({ status: 200 })
})
