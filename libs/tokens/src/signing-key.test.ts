import { generateKeyPairSync } from 'node:crypto'
import { Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { generateSigningKey, loadSigningKey, publicJwk } from './signing-key.ts'

test('publishes the public half alone', () => {
  const { kid, pkcs8 } = generateSigningKey()
  const jwk = publicJwk(loadSigningKey(kid, pkcs8))
  expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid })
  expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
})

test('refuses a key that is not P-256', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'der' })
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'der' })
  for (const der of [rsa, p384, Buffer.from('junk')])
    expect(() => loadSigningKey('k', new Secret(der))).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
})
