import type { ClientCertificate, RequestAttributes } from '@sallyport/decisions'
import type { EdgeRequest } from '../edge-request.ts'

/** The headers that a criterion may read. */
const readableHeaders = ['origin', 'access-control-request-method'] as const

/** What a policy may read of a request as it came to the edge. */
export class RequestFacts implements RequestAttributes {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly sourceIp: string
  readonly clientCertificate: ClientCertificate
  readonly #request: EdgeRequest
  #headers: ReadonlyMap<string, string> | undefined

  constructor(request: EdgeRequest) {
    this.method = request.method
    this.host = request.authority
    this.path = request.path
    this.sourceIp = request.clientAddress
    this.clientCertificate = request.clientCertificate
    this.#request = request
  }

  /** Made when first read: few policies look at them. */
  get headers(): ReadonlyMap<string, string> {
    return (this.#headers ??= new Map(
      readableHeaders.flatMap((name) => {
        const value = this.#request.header(name)
        return value === undefined ? [] : [[name, value] as const]
      }),
    ))
  }
}
