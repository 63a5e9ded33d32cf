import type { X509Identity } from './x509-identity.ts'

/** The identity that a service has at this moment. */
export interface IdentitySource extends AsyncDisposable {
  /** Never a half-written or mismatched set: at worst the last good one. */
  current(): X509Identity
  /** Calls back after `current()` has changed. */
  onChange(listener: () => void): Disposable
}
