import type { ClientCertificate } from '@sallyport/decisions'
import { requestId } from '@sallyport/http'
import type { Header } from '@sallyport/routing'
import type { EdgeRequest } from '../edge-request.ts'
import type { Exchange } from './exchange.ts'

/** What finding its place in the routes gave of a request. */
export interface RequestAddress {
  readonly authority: string
  readonly path: string
  readonly query: string
}

export class ArrivedRequest implements EdgeRequest {
  readonly requestId = requestId()
  readonly method: string
  readonly authority: string
  readonly path: string
  readonly query: string
  readonly rawHeaders: readonly Header[]
  readonly clientAddress: string
  readonly clientCertificate: ClientCertificate
  readonly httpVersion: '1.0' | '1.1' | '2'
  readonly isUpgrade: boolean
  #headers: Readonly<Record<string, string | undefined>> | undefined

  constructor({ head, peer, isUpgrade }: Exchange, { authority, path, query }: RequestAddress, clientAddress: string) {
    this.method = head.method
    this.authority = authority
    this.path = path
    this.query = query
    this.rawHeaders = head.headers
    this.clientAddress = clientAddress
    this.clientCertificate = peer.clientCertificate
    this.httpVersion = head.version
    this.isUpgrade = isUpgrade
  }

  get headers(): Readonly<Record<string, string | undefined>> {
    return (this.#headers ??= Object.fromEntries(
      this.rawHeaders.map(([name]) => [name.toLowerCase(), this.header(name.toLowerCase())]),
    ))
  }

  header(name: string): string | undefined {
    let joined: string | undefined
    for (const [candidate, value] of this.rawHeaders) {
      if (candidate.length !== name.length || (candidate !== name && candidate.toLowerCase() !== name)) continue
      joined = joined === undefined ? value : `${joined}${name === 'cookie' ? '; ' : ', '}${value}`
    }
    return joined
  }
}
