import { fromBase64Url, Secret, toBase64Url } from '@sallyport/kernel'
import { describe, expect, test } from 'vitest'
import { newHandleSecret } from './handle-secret.ts'
import { generateRingKey, KeyRing } from './key-ring.ts'
import { randomId } from './random-id.ts'
import { openBytes } from './seal.ts'
import { openSessionCookie, sealSessionCookie, sessionCookieName } from './session-cookie.ts'

const ring = new KeyRing([generateRingKey(new Date(0))])
const host = 'app.example.com'
const handle = {
  sessionId: randomId(),
  secret: newHandleSecret(),
  recordVersion: 2n ** 64n - 1n,
  epoch: '018f3c1e-7b2a-7c3d-9e4f-0123456789ab',
}
const cookie = sealSessionCookie(ring, host, handle)
const bytes = Buffer.from(fromBase64Url(cookie) ?? [])

test('carries the handle unchanged', () => {
  const opened = openSessionCookie(ring, host, cookie)
  expect(opened).toMatchObject({
    outcome: 'opened',
    value: { sessionId: handle.sessionId, recordVersion: handle.recordVersion, epoch: handle.epoch },
  })
  expect(opened.outcome === 'opened' && opened.value.secret.reveal()).toEqual(handle.secret.reveal())
})

test('stays under 200 bytes with the longest kid, name included', () => {
  const longest = new KeyRing([{ ...generateRingKey(new Date(0)), kid: 'k'.repeat(32) }])
  expect(`${sessionCookieName}=${sealSessionCookie(longest, host, handle)}`.length).toBeLessThan(200)
})

describe('is rejected (CK-01)', () => {
  const expectRejected = (text: string): void => expect(openSessionCookie(ring, host, text).outcome).not.toBe('opened')

  test('with any one bit of any byte flipped', () => {
    for (let index = 0; index < bytes.length; index++)
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(bytes)
        flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
        expectRejected(toBase64Url(flipped))
      }
  })

  test('truncated to any length, as bytes and as text', () => {
    for (let length = 0; length < bytes.length; length++) expectRejected(toBase64Url(bytes.subarray(0, length)))
    for (let length = 0; length < cookie.length; length++) expectRejected(cookie.slice(0, length))
  })

  test('with anything appended or put before', () => {
    for (const extra of ['A', 'AA', 'AAAA', '=', '==', ' ', '\n', '.', cookie]) {
      expectRejected(cookie + extra)
      expectRejected(extra + cookie)
    }
    expectRejected(toBase64Url(Buffer.concat([bytes, Buffer.alloc(1)])))
  })

  test('in another spelling of the same bytes', () => {
    const spelled = bytes.toString('base64')
    if (spelled !== cookie) expectRejected(spelled)
    // Other trailing bits that a lenient decoder drops.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const last of alphabet) if (!cookie.endsWith(last)) expectRejected(cookie.slice(0, -1) + last)
  })

  test('on any other host', () => {
    for (const other of ['', 'app.example.com:8443', 'app.example.com.', 'APP.example.com', 'other.example.com'])
      expect(openSessionCookie(ring, other, cookie)).toEqual({ outcome: 'rejected' })
  })

  test('under another cookie name', () => {
    expect(openBytes(ring, cookie, [sessionCookieName, host]).outcome).toBe('opened')
    expect(openBytes(ring, cookie, ['__Host-sallyport_sso', host])).toEqual({ outcome: 'rejected' })
  })

  test('relabelled with the kid of another key of the ring', () => {
    const [first, second] = [generateRingKey(new Date(1)), generateRingKey(new Date(0))]
    const both = new KeyRing([first, second])
    const sealed = Buffer.from(fromBase64Url(sealSessionCookie(both, host, handle)) ?? [])
    sealed.write(second.kid, 1, 'latin1')
    expect(openSessionCookie(both, host, toBase64Url(sealed))).toEqual({ outcome: 'rejected' })
  })

  test('from another deployment', () => {
    const elsewhere = new KeyRing([generateRingKey(new Date(0))])
    expect(openSessionCookie(elsewhere, host, cookie)).toEqual({ outcome: 'unknown-key' })
  })
})

test.for([{ sessionId: 'short' }, { secret: new Secret(new Uint8Array(15)) }, { epoch: 'not-a-uuid' }])(
  'a handle with %o cannot be sealed',
  (wrong) => {
    expect(() => sealSessionCookie(ring, host, { ...handle, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    )
  },
)
