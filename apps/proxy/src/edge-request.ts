import type { ClientCertificate } from '@sallyport/decisions'
import type { Header } from '@sallyport/routing'

/** A request as everything behind the listener sees it: read once, in normal form, whatever the version of HTTP. */
export interface EdgeRequest {
  /** Our own; the client's is only logged. */
  readonly requestId: string
  readonly method: string
  /** Canonical. */
  readonly authority: string
  /** In normal form: the one string that is matched, decided about and forwarded. */
  readonly path: string
  /** Byte for byte as it came, with its `?`; empty without one. */
  readonly query: string
  /** Every field line in the order and the spelling in which it came, without pseudo-header fields. */
  readonly rawHeaders: readonly Header[]
  /** By lower-case name, as `RequestHints` wants them; made when first read. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** One header by its lower-case name; field lines of the same name are joined with `, `, those of Cookie with `; `. */
  header(name: string): string | undefined
  /** In the form of RFC 5952 for IPv6; IPv4-mapped is IPv4. Empty: unknown. */
  readonly clientAddress: string
  readonly clientCertificate: ClientCertificate
  readonly httpVersion: '1.0' | '1.1' | '2'
  /** Asks for a WebSocket (RFC 6455 section 4.1); no other upgrade gets here. */
  readonly isUpgrade: boolean
}

/** An answer of our own, whole. */
export interface EdgeResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}
