import { expect, test } from 'vitest'
import { generateRingKey, KeyRing } from './key-ring.ts'
import { openBytes, sealBytes } from './seal.ts'

const ring = new KeyRing([generateRingKey(new Date(0))])
const plaintext = Buffer.from('attack at dawn')

test('opens to what was sealed', () => {
  expect(openBytes(ring, sealBytes(ring, plaintext, ['a', 'b']), ['a', 'b'])).toEqual({
    outcome: 'opened',
    value: plaintext,
  })
})

test('one plaintext never looks the same twice', () => {
  expect(sealBytes(ring, plaintext, [])).not.toBe(sealBytes(ring, plaintext, []))
})

test('a context that differs only in where a part ends does not open', () => {
  const sealed = sealBytes(ring, plaintext, ['user', 'a:b'])
  for (const context of [['usera', ':b'], ['user', 'a', ':b'], ['usera:b'], ['user', 'a:b', '']])
    expect(openBytes(ring, sealed, context)).toEqual({ outcome: 'rejected' })
})

test('a key of another ring under the same name is no key', () => {
  const imposter = new KeyRing([{ ...generateRingKey(new Date(0)), kid: ring.sealingKey().kid }])
  expect(openBytes(imposter, sealBytes(ring, plaintext, []), [])).toEqual({ outcome: 'rejected' })
})

test('a key that the ring does not hold is told apart from a forgery', () => {
  const elsewhere = new KeyRing([generateRingKey(new Date(0))])
  expect(openBytes(ring, sealBytes(elsewhere, plaintext, []), [])).toEqual({ outcome: 'unknown-key' })
})

test.for(['', 'A', '====', 'not base64!', 'AAAA', '\u0000', 'a'.repeat(10_000)])('%j is rejected', (text) => {
  expect(openBytes(ring, text, [])).toEqual({ outcome: 'rejected' })
})

test('what is too short for nonce and tag is rejected, not thrown', () => {
  const sealed = Buffer.from(sealBytes(ring, plaintext, []), 'base64url')
  for (let length = 0; length < sealed.length; length++)
    expect(openBytes(ring, sealed.toString('base64url', 0, length), [])).toEqual({ outcome: 'rejected' })
})
