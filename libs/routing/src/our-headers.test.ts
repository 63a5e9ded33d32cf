import { expect, test } from 'vitest'
import { headerAliases, isOurHeader } from './our-headers.ts'

test.each([
  'X-Sallyport-Jwt-Assertion',
  'x_sallyport_jwt_assertion',
  'X.Sallyport.Claim.Email',
  'x-sallyport-reply',
  'X-Pomerium-Jwt-Assertion',
  'x_pomerium_jwt_assertion',
  'X-Pomerium_Claim-Groups',
])('%s is ours', (name) => {
  expect(isOurHeader(name)).toBe(true)
})

test.each(['X-Sallyport', 'Authorization', 'X-Request-Id', '__proto__', 'constructor'])('%s is not', (name) => {
  expect(isOurHeader(name)).toBe(false)
})

test('a configured alias is ours in each of its spellings', () => {
  const aliases = headerAliases(['X-Auth-User'])
  expect(isOurHeader('x_auth.user', aliases)).toBe(true)
  expect(isOurHeader('x-auth-user')).toBe(false)
})
