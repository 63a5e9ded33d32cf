import {
  Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { request as httpsRequest, Agent as SecureAgent } from 'node:https'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { WebSocket } from 'ws'
import { CookieJar } from './cookie-jar.ts'
import { loopback } from './loopback.ts'

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Readable
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly url: URL
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Where a redirect leads. */
  readonly location: URL | undefined
}

/** A page, and the addresses that the way to it led over, from the first that was asked for to the page's own. */
export interface Page extends Answer {
  readonly hops: readonly URL[]
}

interface BrowserOptions {
  readonly proxyPort?: number
  readonly cookies?: CookieJar
}

const mostRedirects = 15

/** A browser as far as HTTP goes: cookies of its own, redirects followed one by one. It asks for pages as `curl -H 'Accept: text/html'` does. */
export class Browser implements Disposable {
  readonly cookies: CookieJar
  readonly #ca: string
  readonly #proxyPort: number | undefined
  readonly #plain = new Agent({ keepAlive: true })
  readonly #secure: SecureAgent

  /** `proxyPort`: every https request goes to that port of this machine, whatever stands in its URL. */
  constructor(ca: string, { proxyPort, cookies = new CookieJar() }: BrowserOptions = {}) {
    this.cookies = cookies
    this.#ca = ca
    this.#proxyPort = proxyPort
    this.#secure = new SecureAgent({ keepAlive: true, ca, lookup: loopback })
  }

  /** The same browser, cookies and all, on a way that leads to another proxy. */
  via(proxyPort: number): Browser {
    return new Browser(this.#ca, { proxyPort, cookies: this.cookies })
  }

  /** One request and its whole answer; a redirect is not followed. */
  async request(url: URL | string, asked: Asked = {}): Promise<Answer> {
    const at = new URL(url)
    const message = await this.open(at, asked)
    const { location } = message.headers
    return {
      url: at,
      status: message.statusCode ?? 0,
      headers: message.headers,
      text: await text(message),
      location: location === undefined ? undefined : new URL(location, at),
    }
  }

  /** One request, and its answer as it arrives. */
  async open(url: URL | string, { method = 'GET', headers = {}, body, signal }: Asked = {}): Promise<IncomingMessage> {
    const at = new URL(url)
    const cookie = this.cookies.header(at)
    const options: RequestOptions = {
      ...this.#destination(at),
      path: `${at.pathname}${at.search}`,
      method,
      headers: { host: at.host, ...(cookie !== undefined && { cookie }), ...headers },
      ...(signal && { signal }),
    }
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const request = at.protocol === 'https:' ? httpsRequest(options, resolve) : httpRequest(options, resolve)
    request.on('error', reject)
    if (body instanceof Readable) {
      request.flushHeaders()
      pipeline(body, request).catch(reject)
    } else request.end(body)
    const message = await promise
    this.cookies.store(at, message.headers['set-cookie'] ?? [])
    return message
  }

  /** Goes to a page, over all redirects. */
  async visit(url: URL | string, asked: Asked = {}): Promise<Page> {
    const page = { ...asked, headers: { accept: 'text/html', ...asked.headers } }
    let answer = await this.request(url, page)
    const hops = [answer.url]
    while (answer.location && answer.status >= 300 && answer.status < 400) {
      if (hops.length > mostRedirects) throw new Error(`a loop of redirects: ${hops.join(' ')}`)
      answer = await this.request(answer.location, { headers: { accept: 'text/html' } })
      hops.push(answer.url)
    }
    return { ...answer, hops }
  }

  /** Sends the page's first form with what a person fills in, and follows where that leads. */
  async submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const action = unescape(/<form[^>]* action="([^"]*)"/.exec(page.text)?.[1])
    if (action === undefined) throw new Error(`no form in the page at ${page.url.href}: ${page.status} ${page.text}`)
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const body = new URLSearchParams([
      ...hidden.map(([, name = '', value]): [string, string] => [name, unescape(value) ?? '']),
      ...Object.entries(fields),
    ])
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: page.url.origin }
    return await this.visit(new URL(action, page.url), { method: 'POST', headers, body: body.toString() })
  }

  /** A WebSocket with the cookies of the URL's host, as a page of that host opens it. */
  webSocket(url: URL | string, headers: Readonly<Record<string, string>> = {}): WebSocket {
    const at = new URL(url)
    const cookie = this.cookies.header(at)
    return new WebSocket(`wss://${at.hostname}:${this.#proxyPort ?? at.port}${at.pathname}`, {
      agent: this.#secure,
      headers: { host: at.host, origin: at.origin, ...(cookie !== undefined && { cookie }), ...headers },
    })
  }

  [Symbol.dispose](): void {
    this.#plain.destroy()
    this.#secure.destroy()
  }

  #destination({ protocol, hostname, port }: URL) {
    if (protocol === 'http:') return { agent: this.#plain, host: hostname, port }
    return { agent: this.#secure, host: hostname, port: this.#proxyPort ?? port }
  }
}

function unescape(attribute: string | undefined): string | undefined {
  return attribute?.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replaceAll('&amp;', '&')
}
