import { connectionOptions, foldHeaderName, type Header, HeaderRules, isHopByHop } from '@sallyport/routing'
import type { MessageRules } from './forward-target.ts'

/**
 * What passes to and from authenticate: as on any route, but its cookies and its credentials are ours too and reach it whole,
 * and what it says of itself to a client is believed.
 */
export class AuthenticateHeaders implements MessageRules {
  readonly #rules = new HeaderRules({ set_request_headers: {}, remove_request_headers: [], set_response_headers: {} })

  toUpstream(headers: readonly Header[], { ours }: { readonly ours: readonly Header[] }): Header[] {
    const named = (wanted: string): string[] =>
      headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []))
    const [cookie, authorization] = [named('cookie').join('; '), named('authorization')]
    const passed: Header[] = authorization.map((value): Header => ['authorization', value])
    if (cookie !== '') passed.push(['cookie', cookie])
    return this.#rules.toUpstream(headers, { fromTrustedPeer: false, ours: [...passed, ...ours] })
  }

  toClient(headers: readonly Header[]): Header[] {
    const options = connectionOptions(headers)
    return headers.filter(([name]) => {
      const folded = foldHeaderName(name)
      return !isHopByHop(folded) && !options.has(folded)
    })
  }

  trailers(): Header[] {
    return []
  }
}
