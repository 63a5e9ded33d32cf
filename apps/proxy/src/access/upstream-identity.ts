import type { DefiniteDecision } from '@sallyport/decisions'
import { assertionHeader, foldHeaderName, type Header } from '@sallyport/routing'

type Allow = Extract<DefiniteDecision, { readonly outcome: 'allow' }>

/** What the upstream is told of who is there, with the assertion under its further names; made once for each decision. */
export class UpstreamIdentity {
  readonly #aliases: readonly string[]
  readonly #headers = new WeakMap<Allow, readonly Header[]>()

  constructor(assertionAliases: readonly string[]) {
    this.#aliases = assertionAliases
  }

  headers(decision: Allow): readonly Header[] {
    const known = this.#headers.get(decision)
    if (known !== undefined) return known
    const headers = decision.upstreamHeaders.flatMap(({ name, value }) => {
      const names = foldHeaderName(name) === assertionHeader ? [name, ...this.#aliases] : [name]
      return names.map((alias): Header => [alias, value])
    })
    this.#headers.set(decision, headers)
    return headers
  }
}
