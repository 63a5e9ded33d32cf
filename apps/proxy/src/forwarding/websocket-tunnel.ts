import type { Duplex } from 'node:stream'
import type { Header } from '@sallyport/routing'
import { closeFrame, WebSocketFrames } from './websocket-frames.ts'

/** One end of a WebSocket: its connection, and what came on it together with the HTTP head. */
export interface WebSocketSide {
  readonly socket: Duplex
  readonly head: Buffer
}

export interface WebSocketTunnel {
  /** Ends both sides; the client is told why in a close frame (RFC 6455 section 7.4.1), if one can be put between frames. */
  close(code: number, reason: string): void
}

/** How long a side may take to close once the other has, before it is cut. */
const lingerMs = 1_000

/** Joins the two sides. Each is read as fast as the other takes it; when one ends, the other does. */
export function openWebSocketTunnel(client: WebSocketSide, upstream: Duplex): WebSocketTunnel {
  const frames = new WebSocketFrames()
  client.socket.on('error', () => {})
  upstream.on('error', () => {})
  if (client.head.length > 0) upstream.write(client.head)
  flow(client.socket, upstream, () => {})
  flow(upstream, client.socket, (chunk) => frames.push(chunk))

  return {
    close: (code, reason) => {
      upstream.destroy()
      if (client.socket.destroyed) return
      if (!frames.isAtBoundary) return void client.socket.destroy()
      client.socket.resume().end(closeFrame(code, reason))
      destroyLater(client.socket)
    },
  }
}

/** The response head that accepts an upgrade to a WebSocket. */
export function switchingProtocols(headers: readonly Header[]): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines.join('')}\r\n`
}

function flow(from: Duplex, to: Duplex, onChunk: (chunk: Buffer) => void): void {
  from.on('data', (chunk: Buffer) => {
    if (to.destroyed || to.writableEnded) return
    onChunk(chunk)
    if (!to.write(chunk)) from.pause()
  })
  to.on('drain', () => from.resume())
  from.once('end', () => to.end())
  from.once('close', () => {
    if (to.writableEnded) destroyLater(to)
    else to.destroy()
  })
  from.resume()
}

function destroyLater(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}
