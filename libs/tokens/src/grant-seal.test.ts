import { Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { openGrant, sealGrant } from './grant-seal.ts'
import { generateRingKey, KeyRing } from './key-ring.ts'
import { sealBytes } from './seal.ts'

const ring = new KeyRing([generateRingKey(new Date(0))]).derive('grant')
const record = { type: 'grant', id: 'a' }

test('brings the tokens back, those that there are', () => {
  const tokens = { accessToken: new Secret('at'), refreshToken: new Secret('rt') }
  const opened = openGrant(ring, record, sealGrant(ring, record, tokens))
  if (opened.outcome !== 'opened') throw new Error(opened.outcome)
  expect(opened.value.accessToken.reveal()).toBe('at')
  expect(opened.value.refreshToken?.reveal()).toBe('rt')
  expect(opened.value.idToken).toBeUndefined()
})

test('a blob copied into another record does not open (DB-09)', () => {
  const sealed = sealGrant(ring, record, { accessToken: new Secret('at') })
  expect(openGrant(ring, { type: 'grant', id: 'b' }, sealed)).toEqual({ outcome: 'rejected' })
  expect(openGrant(ring, { type: 'key', id: 'a' }, sealed)).toEqual({ outcome: 'rejected' })
})

test('an unknown key is told apart, so that one record is skipped and not dropped', () => {
  const elsewhere = new KeyRing([generateRingKey(new Date(0))])
  const sealed = sealGrant(elsewhere, record, { accessToken: new Secret('at') })
  expect(openGrant(ring, record, sealed)).toEqual({ outcome: 'unknown-key' })
})

test('sealed content that holds no tokens is rejected', () => {
  expect(openGrant(ring, record, sealBytes(ring, Buffer.from('{}'), ['grant', 'a']))).toEqual({ outcome: 'rejected' })
})
