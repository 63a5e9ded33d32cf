import { Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { codeChallengeS256, newCodeVerifier, verifierMatches } from './pkce.ts'

test('gives the challenge of RFC 7636 appendix B', () => {
  const verifier = new Secret('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
  expect(codeChallengeS256(verifier)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
})

test('a verifier matches its own challenge alone', () => {
  const verifier = newCodeVerifier()
  expect(verifierMatches(verifier, codeChallengeS256(verifier))).toBe(true)
  expect(verifierMatches(newCodeVerifier(), codeChallengeS256(verifier))).toBe(false)
})

test('the verifier itself is not a challenge: there is no plain method', () => {
  const verifier = newCodeVerifier()
  expect(verifierMatches(verifier, verifier.reveal())).toBe(false)
})

test.for(['', 'short', 'a'.repeat(129), `${'a'.repeat(42)}é`, `${'a'.repeat(43)}\n`])('%j is no verifier', (text) => {
  const verifier = new Secret(text)
  expect(verifierMatches(verifier, codeChallengeS256(verifier))).toBe(false)
})
