import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'
import {
  CertificateAuthority,
  type CertificateTemplate,
  createServiceRoot,
  LocalServiceAuthority,
  serviceTlsOptions,
  type X509Identity,
} from '@sallyport/pki'
import { expect, test, vi } from 'vitest'
import { echoHandlers, identitySource, recordingLogger, startEcho } from './echo-service.fixture.ts'
import { openSession, probe, rawCall } from './raw-client.fixture.ts'
import { silentObserver } from './server-observer.ts'

const now = new Date()
const hourMs = 3_600_000
const inOneHour = new Date(now.getTime() + hourMs)
const root = await createServiceRoot('sallyport.internal', now)
const authority = new LocalServiceAuthority(root, 'sallyport.internal')

const proxyName = { type: 'url', value: 'spiffe://sallyport.internal/service/proxy/a' } as const
const proxyTemplate: CertificateTemplate = {
  commonName: 'proxy',
  names: [proxyName],
  purposes: ['serverAuth', 'clientAuth'],
  notBefore: now,
  notAfter: inOneHour,
}

async function clientWith(template: Partial<CertificateTemplate>, issuer = root): Promise<ConnectionOptions> {
  const { certificate, privateKey } = await issuer.sign({ ...proxyTemplate, ...template })
  return { cert: certificate, key: privateKey.reveal(), ALPNProtocols: ['h2'] }
}

test('a known service is let in', async () => {
  const handshakeAccepted = vi.fn()
  await using server = await startEcho(authority, {}, { observer: { ...silentObserver, handshakeAccepted } })
  expect(await probe(server.address, await clientWith({}))).toBe('accepted')
  expect(handshakeAccepted).toHaveBeenCalledExactlyOnceWith('proxy')
})

/** Even one that says it may sign others may not: the root allows no authority below it. */
async function signedByIntermediate(): Promise<ConnectionOptions> {
  const intermediate = await CertificateAuthority.load(await root.sign({ ...proxyTemplate, isAuthority: true }), now)
  const options = await clientWith({}, intermediate)
  return { ...options, cert: `${String(options.cert)}${intermediate.certificate}` }
}

const revoked = 'spiffe://sallyport.internal/service/proxy/revoked'

test.each<[string, () => ConnectionOptions | Promise<ConnectionOptions>, string | RegExp]>([
  ['no certificate', () => ({ ALPNProtocols: ['h2'] }), 'no-certificate'],
  [
    'a certificate of an unknown authority',
    async () => clientWith({}, await createServiceRoot('sallyport.internal', now)),
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  [
    'a certificate that has expired',
    () => clientWith({ notBefore: new Date(now.getTime() - 2_000), notAfter: new Date(now.getTime() - 1_000) }),
    'CERT_HAS_EXPIRED',
  ],
  [
    'a certificate of the future',
    () => clientWith({ notBefore: inOneHour, notAfter: new Date(inOneHour.getTime() + hourMs) }),
    'CERT_NOT_YET_VALID',
  ],
  ['a certificate for servers alone', () => clientWith({ purposes: ['serverAuth'] }), 'INVALID_PURPOSE'],
  ['no name', () => clientWith({ names: [{ type: 'dns', value: 'proxy' }] }), 'not-one-spiffe-id'],
  ['two names', () => clientWith({ names: [proxyName, { type: 'url', value: revoked }] }), 'not-one-spiffe-id'],
  [
    'a service that does not exist',
    () => clientWith({ names: [{ type: 'url', value: 'spiffe://sallyport.internal/service/root/a' }] }),
    'not-one-spiffe-id',
  ],
  ['a certificate that a holder of one of ours has signed', () => signedByIntermediate(), 'PATH_LENGTH_EXCEEDED'],
  ["an authority's own certificate", () => clientWith({ isAuthority: true }), 'not-one-spiffe-id'],
  [
    "a name beyond the authority's trust domain",
    () => clientWith({ names: [{ type: 'url', value: 'spiffe://evil.test/service/proxy/a' }] }),
    /permitted subtree violation|UNSPECIFIED/,
  ],
  ['a revoked identity', () => clientWith({ names: [{ type: 'url', value: revoked }] }), 'revoked'],
  ['a protocol that is not HTTP/2', async () => ({ ...(await clientWith({})), ALPNProtocols: undefined }), 'not-http2'],
  ['TLS 1.2', async () => ({ ...(await clientWith({})), maxVersion: 'TLSv1.2' }), 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
])('%s is refused, and the reason logged', async (_, options, reason) => {
  const { log, lines } = recordingLogger()
  const handshakeRefused = vi.fn()
  const handled = vi.fn()
  await using server = await startEcho(
    authority,
    { ...echoHandlers, Say: handled },
    {
      log,
      observer: { ...silentObserver, handshakeRefused },
      isRevoked: ({ identity }) => identity.instance === 'revoked',
    },
  )
  expect(await probe(server.address, await options())).toBe('refused')
  await vi.waitFor(() => expect(handshakeRefused).toHaveBeenCalledTimes(1))
  expect(lines).toMatchObject([{ level: 'warn', message: 'handshake refused' }])
  expect(lines[0]?.fields['reason']).toMatch(reason)
  expect(lines[0]?.fields['remoteAddress']).toBe('127.0.0.1')
  expect(handled).not.toHaveBeenCalled()
  expect(server.peers()).toEqual([])
})

test('a certificate that ends by our clock is refused, whatever TLS made of it', async () => {
  const { log, lines } = recordingLogger()
  await using server = await startEcho(authority, {}, { log, now: () => inOneHour })
  expect(await probe(server.address, await clientWith({}))).toBe('refused')
  expect(lines[0]?.fields['reason']).toBe('CERT_HAS_EXPIRED')
})

test('a trust domain that an authority without constraints signed for is refused', async () => {
  const anything = await CertificateAuthority.create({ commonName: 'anything', permitted: [], now })
  const { log, lines } = recordingLogger()
  const own = await anything.sign(proxyTemplate)
  const identity: X509Identity = {
    ...(await authority.issueServiceIdentity('databroker', 'test')),
    certificateChain: own.certificate,
    privateKey: own.privateKey,
    trustBundle: anything.certificate,
  }
  const identities = await identitySource(authority, 'databroker')
  identities.replace(identity)
  await using server = await startEcho(authority, {}, { identities, log })
  const foreign = { names: [{ type: 'url', value: 'spiffe://evil.test/service/proxy/a' } as const] }
  expect(await probe(server.address, await clientWith({}, anything))).toBe('accepted')
  expect(await probe(server.address, await clientWith(foreign, anything))).toBe('refused')
  expect(lines.at(-1)?.fields['reason']).toBe('other-trust-domain')
})

test.each(['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'])(
  'plain text is hung up on: %j',
  async (text) => {
    const handshakeRefused = vi.fn()
    await using server = await startEcho(authority, {}, { observer: { ...silentObserver, handshakeRefused } })
    const socket = connectTcp(server.address)
    socket.write(text)
    socket.on('error', () => {})
    let receivedBytes = 0
    socket.on('data', ({ length }) => {
      receivedBytes += length
    })
    await once(socket, 'close')
    // At most a TLS alert.
    expect(receivedBytes).toBeLessThan(10)
    await vi.waitFor(() => expect(handshakeRefused).toHaveBeenCalledTimes(1))
  },
)

test('a session cannot be resumed', async () => {
  await using server = await startEcho(authority)
  const options = { ...(await clientWith({})), ...server.address, rejectUnauthorized: false, servername: 'x.test' }
  const first = connect(options)
  const sessions: Buffer[] = []
  first.on('session', (session) => sessions.push(session))
  await once(first, 'data')
  first.destroy()
  const [session] = sessions
  const second = connect({ ...options, ...(session ? { session } : {}) })
  await once(second, 'secureConnect')
  expect(second.isSessionReused()).toBe(false)
  second.destroy()
})

test('a new certificate is shown to new connections, and the open ones go on', async () => {
  const identities = await identitySource(authority, 'databroker')
  await using server = await startEcho(authority, {}, { identities })
  const clientOptions = serviceTlsOptions(await authority.issueServiceIdentity('proxy', 'a'))
  using before = await openSession(server.address, clientOptions)
  const next = await authority.issueServiceIdentity('databroker', 'test')
  identities.replace(next)
  using after = await openSession(server.address, clientOptions)
  expect(after.socket.getPeerX509Certificate()?.serialNumber).toBe(next.serialNumber)
  expect(before.socket.getPeerX509Certificate()?.serialNumber).not.toBe(next.serialNumber)
  expect(await rawCall(before.session, '/test.Echo/Say')).toBe('0')
  expect(await rawCall(after.session, '/test.Echo/Say')).toBe('0')
})

test('clients of a new authority are let in once its root is in the bundle', async () => {
  const identities = await identitySource(authority, 'databroker')
  await using server = await startEcho(authority, {}, { identities })
  const nextRoot = await createServiceRoot('sallyport.internal', now)
  expect(await probe(server.address, await clientWith({}, nextRoot))).toBe('refused')
  const current = identities.current()
  identities.replace({ ...current, trustBundle: current.trustBundle + nextRoot.certificate })
  expect(await probe(server.address, await clientWith({}, nextRoot))).toBe('accepted')
  expect(await probe(server.address, await clientWith({}))).toBe('accepted')
})

test('an address that is taken is an expected failure that names it', async () => {
  await using server = await startEcho(authority)
  await expect(startEcho(authority, {}, { address: server.address })).rejects.toMatchObject({
    code: 'failed-precondition',
    message: `cannot listen on 127.0.0.1 port ${server.address.port}`,
  })
})
