import type { Criterion } from '../criterion.ts'
import { found } from '../finding.ts'
import { checkNoValue } from '../no-value.ts'
import type { PolicyInput } from '../policy-input.ts'

/**
 * Met by a CORS preflight (Fetch standard, "CORS-preflight fetch"), which browsers send without cookies.
 * Reads headers of OPTIONS requests only.
 */
export const corsPreflight: Criterion = {
  reasons: { met: 'cors-request', unmet: 'non-cors-request' },
  parse: (data, problems) => {
    checkNoValue(data, problems)
    return (input) =>
      found(input.method() === 'OPTIONS' && has(input, 'access-control-request-method') && has(input, 'origin'))
  },
}

function has(input: PolicyInput, name: string): boolean {
  return (input.header(name) ?? '') !== ''
}
