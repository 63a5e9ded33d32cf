import type { LiveRecord } from '@sallyport/records'
import { expect, test } from 'vitest'
import { decodeSignInCode, encodeSignInCode, isSignInCodeFor, type SignInCode } from './sign-in-code.ts'

const code: SignInCode = {
  id: 'hash-of-the-code',
  sessionId: 's1',
  sessionVersion: 2n ** 60n,
  sessionEpoch: '018f3c1e-7b2a-7c3d-9e4f-0123456789ab',
  sealedHandle: 'c2VhbGVk',
  host: 'app.example.com',
  flow: 'flow',
  challenge: 'A'.repeat(43),
  expiresAt: new Date('2030-01-01T00:01:00Z'),
}
const inTime = new Date('2030-01-01T00:00:59.999Z')

test('survives its record, versions beyond what a number holds included', () => {
  expect(decodeSignInCode(stored(encodeSignInCode(code)))).toEqual(code)
})

test('is good for its own host and flow, in its minute', () => {
  expect(isSignInCodeFor(code, code, inTime)).toBe(true)
  expect(isSignInCodeFor(code, { ...code, host: 'b.example.com' }, inTime)).toBe(false)
  expect(isSignInCodeFor(code, { ...code, flow: 'other' }, inTime)).toBe(false)
  expect(isSignInCodeFor(code, code, code.expiresAt)).toBe(false)
})

function stored(put: Pick<LiveRecord, 'type' | 'id' | 'data'> & { readonly expiresAt?: Date }): LiveRecord {
  const at = new Date(0)
  const data = JSON.parse(JSON.stringify(put.data))
  return { ...put, data, deleted: false, version: 1n, createdAt: at, modifiedAt: at, writtenBy: 'test' }
}
