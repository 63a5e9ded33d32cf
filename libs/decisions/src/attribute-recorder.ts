import type { VaryEntry } from './decision.ts'
import { attributeValue, type RequestAttributes } from './request-attributes.ts'

/** Lets an evaluation read request attributes and notes which, with the values read: the answer holds for requests that agree on them. */
export class AttributeRecorder {
  readonly #attributes: RequestAttributes
  readonly #read = new Map<string, string>()

  constructor(attributes: RequestAttributes) {
    this.#attributes = attributes
  }

  get method(): string {
    return this.#note('method')
  }

  get host(): string {
    return this.#note('host')
  }

  get path(): string {
    return this.#note('path')
  }

  /** Empty: unknown. */
  get sourceIp(): string {
    return this.#note('source_ip')
  }

  /** DER, leaf first; empty: none. */
  get clientCertificate(): readonly Uint8Array[] {
    this.#note('client_certificate')
    return this.#attributes.clientCertificate.chain
  }

  /** Empty when absent: a criterion that told the two apart would not be seen in `vary`. */
  header(name: string): string {
    return this.#note(`header:${name.toLowerCase()}`)
  }

  get vary(): readonly VaryEntry[] {
    return [...this.#read].map(([attribute, value]) => ({ attribute, value }))
  }

  #note(attribute: string): string {
    const value = attributeValue(this.#attributes, attribute) ?? ''
    this.#read.set(attribute, value)
    return value
  }
}
