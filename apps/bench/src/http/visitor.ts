import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import { browserHeaders } from './browser-headers.ts'

interface Page {
  readonly url: URL
  readonly status: number
  readonly body: string
}

/** As much of a browser as signing in takes: cookies per host, redirects, one form. Every host is on the loopback address. */
export class Visitor {
  readonly #ca: string
  readonly #jars = new Map<string, Map<string, string>>()

  /** `ca` signs the certificates of every `https` host, as PEM. */
  constructor(ca: string) {
    this.#ca = ca
  }

  /** What `Cookie` holds in a request to that host. */
  cookiesFor({ host }: URL): string {
    return [...(this.#jars.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Goes to a page and wherever it leads. */
  async visit(url: URL, form?: Readonly<Record<string, string>>): Promise<Page> {
    let response = await this.#ask(url, form && new URLSearchParams(form).toString())
    let current = url
    for (let redirects = 0; redirects < 20; redirects += 1) {
      this.#keepCookies(current, response.headers['set-cookie'] ?? [])
      const { location } = response.headers
      const body = await text(response)
      if (location === undefined) return { url: current, status: response.statusCode ?? 0, body }
      current = new URL(location, current)
      response = await this.#ask(current)
    }
    throw new Error(`${url.href} redirects without an end`)
  }

  #ask(url: URL, form?: string): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const cookie = this.cookiesFor(url)
    const options = {
      host: '127.0.0.1',
      port: url.port,
      path: url.pathname + url.search,
      method: form === undefined ? 'GET' : 'POST',
      agent: false as const,
      headers: {
        ...browserHeaders,
        host: url.host,
        ...(cookie !== '' && { cookie }),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin }),
      },
    }
    const request =
      url.protocol === 'https:'
        ? httpsRequest({ ...options, servername: url.hostname, ca: this.#ca }, resolve)
        : httpRequest(options, resolve)
    request.on('error', reject)
    request.end(form)
    return promise
  }

  #keepCookies({ host }: URL, setCookies: readonly string[]): void {
    const jar = this.#jars.get(host) ?? new Map<string, string>()
    this.#jars.set(host, jar)
    for (const line of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /;\s*max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
  }
}
