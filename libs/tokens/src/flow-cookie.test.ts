import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { flowCookieName, openFlowCookie, sealFlowCookie } from './flow-cookie.ts'
import { generateRingKey, KeyRing } from './key-ring.ts'
import { newCodeVerifier } from './pkce.ts'
import { randomId } from './random-id.ts'
import { maxReturnPathBytes } from './return-path.ts'

const ring = new KeyRing([generateRingKey(new Date(0))])
const host = 'app.example.com'
const issued = new Date('2030-01-01T00:00:00Z')
const flow = { flow: randomId(), verifier: newCodeVerifier(), returnPath: '/reports?q=%22a%22&r=\\' }
const name = flowCookieName(flow.flow)

test('brings back what the flow began with', () => {
  const value = sealFlowCookie(ring, host, flow, issued)
  const opened = openFlowCookie(ring, host, { name, value, now: issued })
  expect(opened).toMatchObject({
    outcome: 'opened',
    value: { flow: flow.flow, returnPath: flow.returnPath, issuedAt: issued },
  })
  expect(opened.outcome === 'opened' && opened.value.verifier.reveal()).toBe(flow.verifier.reveal())
})

test('lives 600 seconds', () => {
  const value = sealFlowCookie(ring, host, flow, issued)
  const now = new Date(issued.getTime() + 600_000)
  expect(openFlowCookie(ring, host, { name, value, now })).toEqual({ outcome: 'expired' })
})

test('opens neither on another host nor as the cookie of another flow', () => {
  const value = sealFlowCookie(ring, host, flow, issued)
  expect(openFlowCookie(ring, 'b.example.com', { name, value, now: issued }).outcome).toBe('rejected')
  const other = flowCookieName(randomId())
  expect(openFlowCookie(ring, host, { name: other, value, now: issued }).outcome).toBe('rejected')
})

test('fits a browser cookie with the longest return path', () => {
  const returnPath = `/${'a'.repeat(maxReturnPathBytes - 1)}`
  expect(name.length + sealFlowCookie(ring, host, { ...flow, returnPath }).length).toBeLessThan(4096)
})

test('a return path that leaves the host is never sealed', () => {
  expect(() => sealFlowCookie(ring, host, { ...flow, returnPath: '//evil.test' })).toThrow(AppError)
})

test('a flow that is not random bits is never sealed', () => {
  expect(() => sealFlowCookie(ring, host, { ...flow, flow: '; Domain=evil' })).toThrow(AppError)
})
