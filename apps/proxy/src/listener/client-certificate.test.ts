import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:tls'
import { createLocalServiceAuthority, type LocalServiceAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { readToEnd, requestHttp2, startEdge, startUpstream } from '../edge.fixture.ts'

interface ClientFiles {
  readonly cert: string
  readonly key: string
}

async function clientOf(authority: LocalServiceAuthority): Promise<ClientFiles> {
  const { certificateChain, privateKey } = await authority.issueServiceIdentity('proxy', 'a-client')
  return { cert: certificateChain, key: privateKey.reveal() }
}

async function startWithClientAuthority() {
  await using scope = new AsyncDisposableStack()
  const authority = await createLocalServiceAuthority()
  const upstream = scope.use(await startUpstream((_request, response) => response.end('here')))
  const edge = scope.use(await startEdge({ routes: [{ to: upstream.url }], clientAuthorities: authority.trustBundle }))
  const seen = (): readonly Uint8Array[] => edge.authorizer.asked.at(-1)?.clientCertificate.chain ?? []

  const ask = async (client: Partial<ClientFiles>, servername: string): Promise<string> => {
    const socket = connect({ port: edge.port, host: '127.0.0.1', ca: edge.ca, servername, ...client })
    socket.on('error', () => {})
    await once(socket, 'secureConnect')
    socket.write('GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n')
    return readToEnd(socket)
  }
  const askHttp2 = async (client: Partial<ClientFiles>): Promise<number> => {
    const session = connectHttp2(`https://127.0.0.1:${edge.port}`, {
      ca: edge.ca,
      servername: 'app.localhost',
      ...client,
    })
    const { status } = await requestHttp2(session, { ':path': '/' })
    session.destroy()
    return status
  }
  const owned = scope.move()
  return {
    authority,
    port: edge.port,
    ca: edge.ca,
    ask,
    askHttp2,
    seen,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test.each(['app.localhost', 'localhost'])(
  'a certificate of our client authority is shown to policy, whatever name the handshake asked for: %s',
  async (servername) => {
    await using edge = await startWithClientAuthority()
    const client = await clientOf(edge.authority)
    expect(await edge.ask(client, servername)).toContain('200 OK')
    expect(Buffer.from(edge.seen()[0] ?? []).equals(new X509Certificate(client.cert).raw)).toBe(true)
  },
)

test('MT-01: who brings no certificate, or one of another authority, gets in as somebody without one', async () => {
  await using edge = await startWithClientAuthority()
  expect(await edge.ask({}, 'app.localhost')).toContain('200 OK')
  expect(edge.seen()).toEqual([])
  expect(await edge.ask(await clientOf(await createLocalServiceAuthority()), 'app.localhost')).toContain('200 OK')
  expect(edge.seen()).toEqual([])
})

test('MT-03: no session is resumed, so each connection is verified anew', async () => {
  await using edge = await startWithClientAuthority()
  await using upstream = await startUpstream((_request, response) => response.end())
  await using plain = await startEdge({ routes: [{ to: upstream.url }] })
  const isResumed = async (address: { readonly port: number; readonly ca: string }): Promise<boolean> => {
    let session: Buffer | undefined
    for (const attempt of ['first', 'second']) {
      const { port, ca } = address
      const resumed = session && { session }
      const socket = connect({ port, ca, host: '127.0.0.1', servername: 'app.localhost', ...resumed })
      socket.on('session', (given: Buffer) => (session = given)).on('error', () => {})
      await once(socket, 'secureConnect')
      if (attempt === 'second') {
        const isReused = socket.isSessionReused()
        socket.destroy()
        return isReused
      }
      socket.write('GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n')
      await readToEnd(socket)
    }
    return false
  }
  expect(await isResumed(plain)).toBe(true)
  expect(await isResumed(edge)).toBe(false)
})
