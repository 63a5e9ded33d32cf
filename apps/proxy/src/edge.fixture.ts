import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { type Logger, silentLogger } from '@sallyport/kernel'
import { createLocalTlsAuthority, type LocalTlsAuthority } from '@sallyport/pki'
import { Mirror, type RecordData } from '@sallyport/records'
import { HeaderRules, headerAliases, type RouteEntry } from '@sallyport/routing'
import { Registry } from 'prom-client'
import type { CutReason } from './access/cut-reason.ts'
import { AccessLog } from './access-log.ts'
import type { BuiltInEndpoints, LiveConnectionHandle, RequestAuthorizer, Verdict } from './authorize-request.ts'
import { EdgeMetrics } from './edge-metrics.ts'
import type { EdgeRequest } from './edge-request.ts'
import type { ForwardTarget } from './forwarding/forward-target.ts'
import { UpstreamPools } from './forwarding/upstream-pools.ts'
import { RequestHandler } from './handle-request.ts'
import { type EdgeListener, openEdgeListener } from './listener/edge-listener.ts'
import { ClientAddresses } from './listener/peer.ts'
import { openServerCertificates } from './listener/server-certificates.ts'
import { RouteSnapshot } from './route-snapshot.ts'

/** A right that a test takes away when it likes. */
export class ScriptedRight implements LiveConnectionHandle {
  lostBecause: CutReason | undefined
  hasEnded = false
  #listener: ((reason: CutReason) => void) | undefined

  onLost(listener: (reason: CutReason) => void): void {
    this.#listener = listener
    if (this.lostBecause !== undefined) listener(this.lostBecause)
  }

  lose(reason: CutReason): void {
    this.lostBecause = reason
    this.#listener?.(reason)
  }

  end(): void {
    this.hasEnded = true
  }
}

/** Lets everybody through and remembers what it was asked. */
export class ScriptedAuthorizer implements RequestAuthorizer {
  readonly asked: EdgeRequest[] = []
  readonly rights: ScriptedRight[] = []
  upstreamHeaders: readonly (readonly [string, string])[] = []
  answer: ((request: EdgeRequest, route: RouteEntry) => Verdict | Promise<Verdict>) | undefined

  authorize(request: EdgeRequest, route: RouteEntry): Verdict | Promise<Verdict> {
    this.asked.push(request)
    return this.answer?.(request, route) ?? this.allow(route)
  }

  allow(route: RouteEntry): Verdict {
    const connection = new ScriptedRight()
    this.rights.push(connection)
    return { outcome: 'forward', route, upstreamHeaders: this.upstreamHeaders, connection, reasons: [] }
  }
}

export interface EdgeFixtureOptions {
  /** Without `from` a route is for `https://app.localhost`; without a policy it is public. */
  readonly routes: readonly RecordData[]
  readonly trustedProxies?: readonly string[]
  readonly builtIn?: BuiltInEndpoints
  readonly authenticate?: ForwardTarget
  readonly aliases?: readonly string[]
  readonly headTimeoutMs?: number
  /** PEM. */
  readonly clientAuthorities?: string
}

export interface EdgeFixture extends AsyncDisposable {
  readonly port: number
  readonly ca: string
  readonly authority: LocalTlsAuthority
  readonly listener: EdgeListener
  readonly handler: RequestHandler
  readonly authorizer: ScriptedAuthorizer
  readonly metrics: Registry
  /** What was logged for each request. */
  readonly logged: Record<string, unknown>[]
  setRoutes(routes: readonly RecordData[]): void
}

/** A listener, a handler and a mirror of routes, with everything real but who may pass. */
export async function startEdge(options: EdgeFixtureOptions): Promise<EdgeFixture> {
  await using scope = new AsyncDisposableStack()
  const authority = await createLocalTlsAuthority()
  const directory = await mkdtemp(join(tmpdir(), 'edge-'))
  scope.defer(() => rm(directory, { recursive: true, force: true }))
  for (const name of ['localhost', 'app.localhost']) {
    const { certificate, privateKey } = await authority.issue([name])
    await writeFile(join(directory, `${name}.crt`), certificate)
    await writeFile(join(directory, `${name}.key`), privateKey.reveal())
  }
  const logged: Record<string, unknown>[] = []
  const log: Logger = {
    ...silentLogger,
    info: (fields, message) => void (message === 'request' && logged.push({ ...fields })),
    error: (fields, message) => void logged.push({ ...fields, error: message }),
  }
  const certificates = scope.use(
    await openServerCertificates({ from: 'directory', directory }, silentLogger, options.clientAuthorities),
  )
  const records = new Mirror({ types: ['route'] })
  const pools = scope.use(new UpstreamPools())
  const aliases = headerAliases(options.aliases ?? [])
  const routes = scope.use(new RouteSnapshot({ records, pools, aliases, log }))
  const clients = new ClientAddresses(options.trustedProxies ?? [])
  const authorizer = new ScriptedAuthorizer()
  const metrics = new Registry()
  const monotonicMs = (): number => performance.now()
  const handler = new RequestHandler({
    authenticateAuthority: 'authenticate.localhost',
    authenticate: options.authenticate ?? nowhere(pools),
    routes,
    clients,
    authorizer,
    builtIn: options.builtIn ?? { handle: async () => undefined },
    observer: new AccessLog(log, new EdgeMetrics(metrics, () => listener.openConnections), monotonicMs),
    monotonicMs,
  })
  const listener: EdgeListener = scope.use(
    await openEdgeListener({
      addresses: [{ host: '127.0.0.1', port: 0 }],
      certificates,
      asksForCertificate: options.clientAuthorities !== undefined,
      peerOf: (address, certificate) => clients.peer(address, certificate),
      onExchange: (exchange) => handler.handle(exchange),
      headTimeoutMs: options.headTimeoutMs ?? 10_000,
      log: silentLogger,
    }),
  )
  let version = 0n
  const setRoutes = (all: readonly RecordData[]): void => {
    version += 100n
    const createdAt = new Date()
    records.streamStarted()
    records.reset({ storeId: 'store', epoch: 'epoch' })
    const writtenBy = 'test'
    records.apply(
      all.map((route, index) => ({
        ...{ type: 'route' as const, id: `route-${index}`, deleted: false as const, version: version + BigInt(index) },
        ...{ createdAt, modifiedAt: createdAt, writtenBy },
        data: { from: 'https://app.localhost', allow_public_unauthenticated_access: true, ...route },
      })),
    )
    records.checkpoint({ epoch: 'epoch', version: version + 99n, storeId: 'store', cursor: new Uint8Array() })
  }
  setRoutes(options.routes)
  const [address] = listener.addresses
  const owned = scope.move()
  return {
    ...{
      port: address?.port ?? 0,
      ca: authority.certificate,
      authority,
      listener,
      handler,
      authorizer,
      metrics,
      logged,
    },
    setRoutes,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function nowhere(pools: UpstreamPools): ForwardTarget {
  const noRules = { set_request_headers: {}, remove_request_headers: [], set_response_headers: {} }
  const settings = { to: ['http://127.0.0.1:1'], tls_skip_verify: false }
  const upstream = pools.for({ ...settings, ...{ tls_custom_ca: undefined, tls_custom_ca_file: undefined }, ...noTls })
  return { upstream, rules: new HeaderRules(noRules), timeoutMs: 1_000, preservesHost: false, isLocalhost: true }
}

const noTls = { tls_client_cert_file: undefined, tls_client_key_file: undefined, tls_upstream_server_name: undefined }

export interface UpstreamFixture extends AsyncDisposable {
  readonly url: string
  readonly server: Server
  /** Every request that came, in order. */
  readonly requests: IncomingMessage[]
}

/** An upstream that keeps what it is asked. */
export async function startUpstream(listener: RequestListener): Promise<UpstreamFixture> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...{ server, requests, url: `http://127.0.0.1:${portOf(server.address())}` },
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

export function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Where an edge is, and whom a client has to trust. */
export type EdgeAddress = Pick<EdgeFixture, 'port' | 'ca'>

/** A TLS connection that speaks whatever a test writes on it, as HTTP/1.1. */
export async function openRaw({ port, ca }: EdgeAddress, servername = 'app.localhost'): Promise<TLSSocket> {
  const socket = connectTls({ port, host: '127.0.0.1', ca, servername, ALPNProtocols: ['http/1.1'] })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

/** Everything that comes until the other side closes. */
export async function readToEnd(socket: TLSSocket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((resolve) => (socket.closed ? resolve() : void socket.once('close', () => resolve())))
  return Buffer.concat(chunks).toString('latin1')
}

/** Sends bytes as they are and returns what comes until the connection closes. */
export async function sendRaw(edge: EdgeAddress, bytes: string): Promise<string> {
  const socket = await openRaw(edge)
  socket.write(bytes, 'latin1')
  return readToEnd(socket)
}

export function openHttp2({ port, ca }: EdgeFixture): ClientHttp2Session & Disposable {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { ca, servername: 'app.localhost' })
  session.on('error', () => {})
  return Object.assign(session, { [Symbol.dispose]: () => session.destroy() })
}

export interface Http2Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly trailers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** One request over HTTP/2 and its whole answer. */
export async function requestHttp2(
  session: ClientHttp2Session,
  requestHeaders: OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<Http2Answer> {
  const stream = session.request(
    { ':authority': 'app.localhost', ...requestHeaders },
    { endStream: body === undefined },
  )
  if (body !== undefined) stream.end(body)
  let trailers: Record<string, unknown> = {}
  stream.on('trailers', (received) => {
    trailers = Object.fromEntries(Object.entries(received))
  })
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [response]: unknown[][] = await Promise.all([once(stream, 'response'), once(stream, 'end')])
  const headers: Record<string, unknown> = Object.assign({}, response?.[0])
  return {
    status: Number(headers[':status']),
    headers,
    trailers,
    body: String(Buffer.concat(chunks)),
  }
}
