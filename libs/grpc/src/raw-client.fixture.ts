import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { ListenAddress } from './mutual-tls-listener.ts'

/** Connects as `options` say, and resolves once the server has hung up or has let the client stay for a while. */
export async function probe(address: ListenAddress, options: ConnectionOptions): Promise<'accepted' | 'refused'> {
  const socket = connect({ ...address, servername: 'databroker.test', rejectUnauthorized: false, ...options })
  // Whether the server hangs up by an alert or a reset does not matter here.
  const refused = new Promise<'refused'>((resolve) => {
    socket.on('error', () => resolve('refused'))
    socket.on('close', () => resolve('refused'))
  })
  // A server that accepts sends its HTTP/2 settings first (RFC 9113 section 3.4).
  const accepted = once(socket, 'data').then(() => 'accepted' as const)
  accepted.catch(() => {})
  try {
    return await Promise.race([refused, accepted])
  } finally {
    socket.destroy()
  }
}

/** An HTTP/2 connection on which anything can be asked. */
export async function openSession(
  address: ListenAddress,
  options: ConnectionOptions,
): Promise<{ session: ClientHttp2Session; socket: TLSSocket } & Disposable> {
  const socket = connect({
    ...address,
    servername: 'databroker.test',
    checkServerIdentity: () => undefined,
    ALPNProtocols: ['h2'],
    ...options,
  })
  await once(socket, 'secureConnect')
  const session = connectHttp2('https://databroker.test', { createConnection: () => socket })
  session.on('error', () => {})
  return { session, socket, [Symbol.dispose]: () => session.destroy() }
}

/** Sends `body` to `path` and gives back the `grpc-status`, or what else came of it. */
export async function rawCall(
  session: ClientHttp2Session,
  path: string,
  { body = message(Buffer.from('{"text":""}')), headers = {} }: { body?: Buffer; headers?: OutgoingHttpHeaders } = {},
): Promise<string> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  })
  let status = 'none'
  const note = (received: object): void => {
    if ('grpc-status' in received) status = String(received['grpc-status'])
  }
  stream.on('response', note)
  stream.on('trailers', note)
  const { promise: closed, resolve } = Promise.withResolvers<string>()
  stream.on('error', (error) => resolve(error.message))
  stream.on('close', () => resolve(status))
  stream.resume()
  stream.end(body)
  return closed
}

/** A gRPC message: a flag, its length, its bytes. */
export function message(bytes: Buffer, { compressed = false, length = bytes.length } = {}): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(compressed ? 1 : 0)
  head.writeUInt32BE(length, 1)
  return Buffer.concat([head, bytes])
}
