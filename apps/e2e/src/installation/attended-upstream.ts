import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** An upstream that the test itself answers for, one request after another, at its own pace. */
export class AttendedUpstream implements AsyncDisposable {
  readonly #server = createServer((request, response) => this.#arrived({ request, response }))
  readonly #waiting: ((exchange: Exchange) => void)[] = []
  readonly #unattended: Exchange[] = []

  static async listen(): Promise<AttendedUpstream> {
    const upstream = new AttendedUpstream()
    upstream.#server.listen(0, '127.0.0.1')
    await once(upstream.#server, 'listening')
    return upstream
  }

  get origin(): string {
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('the upstream does not listen')
    return `http://127.0.0.1:${address.port}`
  }

  /** The next request that arrives, or that has arrived and that nobody has attended to yet. Its body has not been read. */
  async next(): Promise<Exchange> {
    const { promise, resolve } = Promise.withResolvers<Exchange>()
    const arrived = this.#unattended.shift()
    if (arrived) resolve(arrived)
    else this.#waiting.push(resolve)
    return await promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #arrived(exchange: Exchange): void {
    const attend = this.#waiting.shift()
    if (attend) attend(exchange)
    else this.#unattended.push(exchange)
  }
}
