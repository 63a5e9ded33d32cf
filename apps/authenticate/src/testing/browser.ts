import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import { type IdentitySource, serviceTlsOptions, spiffeIdOf } from '@sallyport/pki'

export interface Answer {
  readonly url: URL
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly setCookies: readonly string[]
  readonly location: URL | undefined
  readonly body: string
}

export interface Asking {
  readonly method?: string
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' }

/**
 * A browser behind a proxy, as far as authenticate can tell: its own cookies per host, and requests for authenticate over the proxy's
 * mutual TLS, with the headers that a proxy sets.
 */
export class Browser {
  readonly #authenticateUrl: string
  readonly #port: number
  readonly #identities: IdentitySource
  readonly #jars = new Map<string, Map<string, string>>()

  constructor(authenticateUrl: string, port: number, identities: IdentitySource) {
    this.#authenticateUrl = authenticateUrl
    this.#port = port
    this.#identities = identities
  }

  /** The cookies for authenticate, by name; may be changed. */
  get cookies(): Map<string, string> {
    return this.jar(new URL(this.#authenticateUrl).host)
  }

  jar(host: string): Map<string, string> {
    const jar = this.#jars.get(host) ?? new Map<string, string>()
    this.#jars.set(host, jar)
    return jar
  }

  /** One request, as a navigation unless the headers say otherwise. No redirect is followed. */
  async ask(address: string | URL, { method, form, headers = {} }: Asking = {}): Promise<Answer> {
    const url = new URL(address, this.#authenticateUrl)
    const cookie = [...this.jar(url.host)].map(([name, value]) => `${name}=${value}`).join('; ')
    const body = form && new URLSearchParams(form).toString()
    const sent = {
      ...navigation,
      ...(cookie !== '' && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    }
    const asked = { method: method ?? (form ? 'POST' : 'GET'), headers: sent, body }
    const answer =
      url.origin === this.#authenticateUrl ? await this.#askAuthenticate(url, asked) : await askProvider(url, asked)
    this.#keepCookies(answer)
    return answer
  }

  /** Follows redirects from authenticate and fills in what the provider asks, until a page of ours or another host comes. */
  async follow(address: string | URL, login = 'alice'): Promise<Answer> {
    let answer = await this.ask(address)
    for (let step = 0; step < 20; step++) {
      const { location } = answer
      if (location) {
        if (location.origin !== this.#authenticateUrl && location.hostname !== '127.0.0.1') return answer
        answer = await this.ask(location)
        continue
      }
      const action = /<form[^>]*action="([^"]+)"/.exec(answer.body)?.[1]
      const prompt = /name="prompt" value="([a-z]+)"/.exec(answer.body)?.[1]
      if (answer.url.origin === this.#authenticateUrl || !action || !prompt) return answer
      answer = await this.ask(new URL(action, answer.url), { form: { prompt, login, password: 'any' } })
    }
    throw new Error('the redirects do not end')
  }

  async #askAuthenticate(url: URL, { method, headers, body }: Asked): Promise<Answer> {
    const request = httpsRequest({
      ...serviceTlsOptions(this.#identities.current()),
      host: '127.0.0.1',
      port: this.#port,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'request-1', ...headers },
      agent: false,
      checkServerIdentity: (_host, { raw }) =>
        spiffeIdOf(raw)?.service === 'authenticate' ? undefined : new Error('not authenticate'),
    })
    request.end(body)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    request.on('error', reject)
    request.on('response', (response) => {
      text(response).then((content) => {
        resolve(answerOf(url, response.statusCode ?? 0, response.headers, content))
      }, reject)
    })
    return promise
  }

  #keepCookies({ url, setCookies }: Answer): void {
    for (const line of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/;\s*max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) this.jar(url.host).delete(name)
      else this.jar(url.host).set(name, value)
    }
  }
}

interface Asked {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

async function askProvider(url: URL, { body, ...asked }: Asked): Promise<Answer> {
  const response = await fetch(url, { ...asked, redirect: 'manual', ...(body !== undefined && { body }) })
  const headers = { ...Object.fromEntries(response.headers), 'set-cookie': response.headers.getSetCookie() }
  return answerOf(url, response.status, headers, await response.text())
}

function answerOf(url: URL, status: number, headers: Answer['headers'], body: string): Answer {
  const location = headers['location']
  const setCookies = headers['set-cookie']
  return {
    url,
    status,
    headers,
    setCookies: Array.isArray(setCookies) ? setCookies : [],
    location: typeof location === 'string' ? new URL(location, url) : undefined,
    body,
  }
}
