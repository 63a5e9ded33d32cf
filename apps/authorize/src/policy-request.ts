import type { AttributeRecorder } from '@sallyport/decisions'
import type { Session } from '@sallyport/identity'
import type { ClientCertificate, PolicyInput, Subject } from '@sallyport/policy'
import { readClientCertificate } from './client-certificate.ts'
import { verifiedEmail } from './verified-email.ts'

/** A request as policies ask about it. What they read of it is noted by the recorder, and what they read ends at `holdsUntil`. */
export class PolicyRequest implements PolicyInput {
  readonly #attributes: AttributeRecorder
  readonly #session: Session | undefined
  readonly #now: Date
  #holdsUntil: Date | undefined

  constructor(attributes: AttributeRecorder, session: Session | undefined, now: Date) {
    this.#attributes = attributes
    this.#session = session
    this.#now = now
  }

  /** When something that was read may change by the passing of time alone. */
  get holdsUntil(): Date | undefined {
    return this.#holdsUntil
  }

  subject(): Subject | undefined {
    return this.#session && subjectOf(this.#session)
  }

  method(): string {
    return this.#attributes.method
  }

  path(): string {
    return this.#attributes.path
  }

  sourceIp(): string | undefined {
    return this.#attributes.sourceIp || undefined
  }

  /** A connection may outlive the certificate that it was opened with; then it shows none. */
  clientCertificate(): ClientCertificate | undefined {
    const [leaf] = this.#attributes.clientCertificate
    if (leaf === undefined) return undefined
    const { certificate, notAfter } = readClientCertificate(leaf)
    if (notAfter <= this.#now) return undefined
    this.#holdsUntil = notAfter
    return certificate
  }

  header(name: string): string | undefined {
    return this.#attributes.header(name) || undefined
  }
}

function subjectOf(session: Session): Subject {
  const { userId, name, groups, claims } = session
  return { userId, email: verifiedEmail(session), name, groups, claims }
}
