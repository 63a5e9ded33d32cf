/**
 * What one criterion found. `met` answers what it asks; `basis` says what the answer stands on:
 *
 * - `value`: the attribute was there.
 * - `absent`: it is known not to be there (no such claim, no group, no certificate); `met` is the answer for an empty attribute.
 * - `unknown`: it exists but cannot be relied on (source address not established, email not verified).
 * - `no-session`: nobody has signed in.
 */
export interface Finding {
  readonly met: boolean
  readonly basis: 'value' | 'absent' | 'unknown' | 'no-session'
}

export const unknown: Finding = { met: false, basis: 'unknown' }
export const noSession: Finding = { met: false, basis: 'no-session' }

export function found(met: boolean): Finding {
  return met ? metByValue : unmetByValue
}

export function absent(metWhenEmpty: boolean): Finding {
  return metWhenEmpty ? metByAbsence : unmetByAbsence
}

/** All of several findings about one thing: what a value settles counts before what is missing. */
export function allFound(findings: readonly Finding[]): Finding {
  if (findings.some(({ met, basis }) => !met && basis === 'value')) return unmetByValue
  const missing = findings.filter(({ basis }) => basis !== 'value')
  return missing.find(({ met }) => !met) ?? missing[0] ?? metByValue
}

const metByValue: Finding = { met: true, basis: 'value' }
const unmetByValue: Finding = { met: false, basis: 'value' }
const metByAbsence: Finding = { met: true, basis: 'absent' }
const unmetByAbsence: Finding = { met: false, basis: 'absent' }
