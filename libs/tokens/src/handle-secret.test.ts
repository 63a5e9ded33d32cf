import { Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { handleSecretMatches, hashHandleSecret, newHandleSecret } from './handle-secret.ts'

test('matches its own hash and no other', () => {
  const secret = newHandleSecret()
  expect(secret.reveal()).toHaveLength(16)
  expect(handleSecretMatches(secret, hashHandleSecret(secret))).toBe(true)
  expect(handleSecretMatches(newHandleSecret(), hashHandleSecret(secret))).toBe(false)
})

test.for(['', 'A', '====', 'é', 'A'.repeat(43), 'A'.repeat(44)])('a stored hash of %j matches nothing', (hash) => {
  expect(handleSecretMatches(new Secret(new Uint8Array(16)), hash)).toBe(false)
})
