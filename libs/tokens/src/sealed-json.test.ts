import { expect, test } from 'vitest'
import { generateRingKey, KeyRing } from './key-ring.ts'
import { openJson, sealJson } from './sealed-json.ts'

const ring = new KeyRing([generateRingKey(new Date(0))])
const issued = new Date('2030-01-01T00:00:00Z')
const after = (ms: number): Date => new Date(issued.getTime() + ms)
const asIs = (value: unknown): unknown => value
const sealedFor = { purpose: '__Host-sallyport_sso', boundTo: ['auth.example.com'] }
const sealed = sealJson(ring, sealedFor, { state: 's' }, issued)
const open = (now: Date, changes: object = {}) =>
  openJson(ring, { ...sealedFor, maxAgeMs: 600_000, now, ...changes }, sealed, asIs)

test('opens to the value and the time until its age is reached', () => {
  expect(open(after(599_999))).toEqual({ outcome: 'opened', value: { value: { state: 's' }, issuedAt: issued } })
  expect(open(after(600_000))).toEqual({ outcome: 'expired' })
})

test('another replica may be a minute ahead, not more', () => {
  expect(open(after(-60_000)).outcome).toBe('opened')
  expect(open(after(-60_001))).toEqual({ outcome: 'rejected' })
})

test('opens for its own purpose and binding alone', () => {
  expect(open(issued, { purpose: '__Host-sallyport_oidc' })).toEqual({ outcome: 'rejected' })
  expect(open(issued, { boundTo: ['evil.test'] })).toEqual({ outcome: 'rejected' })
  expect(open(issued, { boundTo: [] })).toEqual({ outcome: 'rejected' })
})

test('a value of another shape is rejected, not thrown', () => {
  const options = { ...sealedFor, maxAgeMs: 600_000, now: issued }
  expect(openJson(ring, options, sealed, () => undefined)).toEqual({ outcome: 'rejected' })
})
