/**
 * What a policy may ask about a request. Each attribute is a method so that the caller can record which were read.
 * Answers must not change during one evaluation.
 */
export interface PolicyInput {
  /** Whoever the live session or service account stands for; `undefined` if the request has none. */
  subject(): Subject | undefined
  method(): string
  /** The normal form of the path that is also sent upstream, without the query. */
  path(): string
  /** `undefined` if the address could not be established. */
  sourceIp(): string | undefined
  /** `undefined` if none was presented or the listener did not verify it. */
  clientCertificate(): ClientCertificate | undefined
  /** A request header by its lower-case name. */
  header(name: string): string | undefined
}

export interface Subject {
  readonly userId: string
  /** Only if the provider says that it is verified. */
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly groups: readonly string[]
  /** As the provider gave them: `email` among the claims says nothing about verification. */
  readonly claims: Readonly<Record<string, unknown>>
}

export interface ClientCertificate {
  /** SHA-256 of the certificate in lower-case hex. */
  readonly fingerprint: string
  /** SHA-256 of the subject public key info in padded base64. */
  readonly spkiHash: string
  readonly sanDns: readonly string[]
  readonly sanEmail: readonly string[]
  readonly sanUri: readonly string[]
}
