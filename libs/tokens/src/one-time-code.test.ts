import { Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { newHandleSecret } from './handle-secret.ts'
import { codeId, isOneTimeCode, newOneTimeCode, openHandleUnderCode, sealHandleUnderCode } from './one-time-code.ts'
import { randomId } from './random-id.ts'

test('a code is 256 bits, and its id says nothing of it', () => {
  const code = newOneTimeCode()
  expect(isOneTimeCode(code)).toBe(true)
  expect(codeId(code)).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(codeId(code)).not.toBe(code.reveal())
  expect(JSON.stringify({ code })).toBe('{"code":"[redacted]"}')
})

test('only the code gives the handle secret back, and only for its session', () => {
  const [code, sessionId, handle] = [newOneTimeCode(), randomId(), newHandleSecret()]
  const sealed = sealHandleUnderCode(code, sessionId, handle)
  expect(openHandleUnderCode(code, sessionId, sealed)?.reveal()).toEqual(handle.reveal())
  expect(openHandleUnderCode(newOneTimeCode(), sessionId, sealed)).toBeUndefined()
  expect(openHandleUnderCode(code, randomId(), sealed)).toBeUndefined()
})

test.for(['', 'AAAA', 'A'.repeat(44), `${'A'.repeat(42)}B`])('%j is no code and opens nothing', (text) => {
  expect(isOneTimeCode(new Secret(text))).toBe(false)
  expect(openHandleUnderCode(new Secret(text), randomId(), 'AAAA')).toBeUndefined()
})
