import { noClientCertificate } from '@sallyport/decisions'
import { parseCookies } from '@sallyport/http'
import { randomId } from '@sallyport/tokens'
import type { EdgeRequest } from '../edge-request.ts'

export const host = 'app.example.com'

/** What a test says about the requests that it sends. */
export interface Sent {
  readonly method?: string
  readonly authority?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly isUpgrade?: boolean
  readonly clientAddress?: string
}

export function edgeRequest(sent: Sent = {}): EdgeRequest {
  const { method = 'GET', authority = host, path = '/', query = '', headers = [], isUpgrade = false } = sent
  const header = (name: string): string | undefined => {
    const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
    return values.length === 0 ? undefined : values.join(name === 'cookie' ? '; ' : ', ')
  }
  return {
    ...{ requestId: randomId(), method, authority, path, query, isUpgrade, header, rawHeaders: headers },
    headers: Object.fromEntries(headers.map(([name]) => [name.toLowerCase(), header(name.toLowerCase())])),
    ...{ clientAddress: sent.clientAddress ?? '192.0.2.1', clientCertificate: noClientCertificate, httpVersion: '1.1' },
  }
}

/** The headers of a browser that opens a page, with these cookies. */
export function navigation(...cookies: readonly string[]): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [
    ['sec-fetch-mode', 'navigate'],
    ['sec-fetch-dest', 'document'],
    ['accept', 'text/html'],
    ['user-agent', 'Browser/1'],
  ]
  return cookies.length === 0 ? headers : [...headers, ['cookie', cookies.join('; ')]]
}

/** The cookies that a browser holds, by what it is told to set and to delete. */
export class CookieJar {
  readonly #cookies = new Map<string, string>()

  take(headers: Readonly<Record<string, string | readonly string[]>> | undefined): this {
    const set = headers?.['set-cookie'] ?? []
    for (const line of typeof set === 'string' ? [set] : set) {
      const [pair = ''] = line.split(';', 1)
      const [cookie] = parseCookies(pair)
      if (cookie === undefined) continue
      if (/; Max-Age=0;/.test(line)) this.#cookies.delete(cookie.name)
      else this.#cookies.set(cookie.name, cookie.value)
    }
    return this
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  delete(name: string): void {
    this.#cookies.delete(name)
  }

  set(name: string, value: string): void {
    this.#cookies.set(name, value)
  }

  get names(): string[] {
    return [...this.#cookies.keys()]
  }

  get pairs(): string[] {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`)
  }
}
