import { AppError, Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { generateRingKey, KeyRing, type RingKey, ringFromSecret } from './key-ring.ts'
import { openBytes, sealBytes } from './seal.ts'

const at = (minute: number): Date => new Date(Date.UTC(2030, 0, 1, 0, minute))
const key = (kid: string, activeFrom: Date, retiredAt?: Date): RingKey => ({
  ...generateRingKey(activeFrom),
  kid,
  ...(retiredAt && { retiredAt }),
})

test('the newest active key seals, whatever the order of the ring', () => {
  const ring = new KeyRing([key('old', at(0)), key('next', at(20)), key('new', at(10))], () => at(15))
  expect(ring.sealingKey().kid).toBe('new')
})

test('a key that is not active yet opens already, so a replica with a faster clock is understood', () => {
  const next = key('next', at(20))
  const ahead = new KeyRing([next], () => at(21))
  const behind = new KeyRing([key('old', at(0)), next], () => at(19))
  expect(openBytes(behind, sealBytes(ahead, Buffer.from('x'), []), []).outcome).toBe('opened')
})

test('a ring whose keys all lie ahead seals with the first of them rather than not at all', () => {
  const ring = new KeyRing([key('second', at(20)), key('first', at(10))], () => at(0))
  expect(ring.sealingKey().kid).toBe('first')
})

test('what a retired key sealed does not open any more', () => {
  const old = key('old', at(0), at(30))
  let now = at(29)
  const ring = new KeyRing([old, key('new', at(10))], () => now)
  const sealed = sealBytes(new KeyRing([old], () => at(1)), Buffer.from('x'), [])
  expect(openBytes(ring, sealed, []).outcome).toBe('opened')
  now = at(30)
  expect(openBytes(ring, sealed, [])).toEqual({ outcome: 'unknown-key' })
})

test('a ring of retired keys refuses to seal', () => {
  const ring = new KeyRing([key('old', at(0), at(1))], () => at(2))
  expect(() => ring.sealingKey()).toThrow(expect.objectContaining({ code: 'unavailable' }))
})

test.for<[string, RingKey[]]>([
  ['no key', []],
  ['two keys of one name', [key('a', at(0)), key('a', at(1))]],
  ['a short key', [{ ...key('a', at(0)), material: new Secret(new Uint8Array(31)) }]],
  ['a kid that needs escaping', [key('a b', at(0))]],
  ['an endless kid', [key('a'.repeat(33), at(0))]],
])('a ring with %s cannot be made', ([, keys]) => {
  expect(() => new KeyRing(keys)).toThrow(AppError)
})

test('derived rings differ by purpose and agree between replicas', () => {
  const shared = key('k', at(0))
  const [here, there] = [new KeyRing([shared]), new KeyRing([shared])]
  const sealed = sealBytes(here.derive('grant'), Buffer.from('x'), [])
  expect(openBytes(there.derive('grant'), sealed, []).outcome).toBe('opened')
  expect(openBytes(there.derive('sign-on-cookie'), sealed, [])).toEqual({ outcome: 'rejected' })
  expect(openBytes(there, sealed, [])).toEqual({ outcome: 'rejected' })
})

test('a key is not made from fewer than 256 bits', () => {
  expect(() => ringFromSecret(new Uint8Array(31), 'p')).toThrow(AppError)
})
