import { ChangeListeners } from './change-listeners.ts'
import type { IdentitySource } from './identity-source.ts'
import type { X509Identity } from './x509-identity.ts'

/** An identity held in memory: for a certificate that the process renews itself, and for tests. */
export class MemoryIdentitySource implements IdentitySource {
  #current: X509Identity
  readonly #listeners = new ChangeListeners()

  constructor(identity: X509Identity) {
    this.#current = identity
  }

  current(): X509Identity {
    return this.#current
  }

  onChange(listener: () => void): Disposable {
    return this.#listeners.add(listener)
  }

  replace(identity: X509Identity): void {
    this.#current = identity
    this.#listeners.notify()
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
