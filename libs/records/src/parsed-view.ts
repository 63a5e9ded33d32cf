import type { LiveRecord } from './record.ts'

/** Parses each record once, when it is first needed; what was parsed goes with the record. */
export class ParsedView<T> {
  readonly #parse: (record: LiveRecord) => T
  readonly #parsed = new WeakMap<LiveRecord, { readonly value: T }>()

  constructor(parse: (record: LiveRecord) => T) {
    this.#parse = parse
  }

  of(record: LiveRecord): T {
    const known = this.#parsed.get(record)
    if (known !== undefined) return known.value
    const value = this.#parse(record)
    this.#parsed.set(record, { value })
    return value
  }
}
