import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { signAssertion, verifyAssertion } from './assertion.ts'
import { generateSigningKey, loadSigningKey, publicJwk } from './signing-key.ts'

const now = new Date('2030-01-01T00:00:00Z')
const later = (ms: number) => (): Date => new Date(now.getTime() + ms)
const newKey = () => {
  const { kid, pkcs8 } = generateSigningKey()
  return loadSigningKey(kid, pkcs8)
}
const key = newKey()
const audience = 'app.example.com'
const claims = {
  issuer: audience,
  audience,
  userId: 'corp/1',
  sessionId: 's1',
  email: 'alice@example.com',
  groups: ['eng'],
  name: 'Alice',
}
const options = { keys: [publicJwk(key)], audience, issuer: audience, now: later(0) }
const refused = expect.objectContaining({ code: 'unauthenticated' })

test('tells the upstream who it is, for five minutes', async () => {
  const payload = await verifyAssertion(signAssertion(key, claims, now), options)
  expect(payload).toEqual({
    iss: audience,
    aud: audience,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    iat: now.getTime() / 1000,
    exp: now.getTime() / 1000 + 300,
    sub: 'corp/1',
    user: 'corp/1',
    email: 'alice@example.com',
    groups: ['eng'],
    sid: 's1',
    name: 'Alice',
  })
})

test('names its key in the header', () => {
  const [header = ''] = signAssertion(key, claims, now).split('.')
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'ES256', kid: key.kid, typ: 'JWT' })
})

test('further claims never replace ours', async () => {
  const extra = { department: 'ops', sub: 'root', aud: 'evil.test', exp: 9e12, nbf: 9e12, groups: ['admins'], iss: 'x' }
  const payload = await verifyAssertion(signAssertion(key, { ...claims, extra }, now), options)
  expect(payload).toMatchObject({ department: 'ops', sub: 'corp/1', aud: audience, groups: ['eng'] })
  expect(payload.nbf).toBeUndefined()
})

test('is worthless at another upstream, after its time, and under another key', async () => {
  const assertion = signAssertion(key, claims, now)
  await expect(verifyAssertion(assertion, { ...options, audience: 'b.example.com' })).rejects.toEqual(refused)
  await expect(verifyAssertion(assertion, { ...options, issuer: 'b.example.com' })).rejects.toEqual(refused)
  await expect(verifyAssertion(assertion, { ...options, now: later(360_000) })).rejects.toEqual(refused)
  await expect(verifyAssertion(assertion, { ...options, keys: [publicJwk(newKey())] })).rejects.toEqual(refused)
})

test('no other algorithm and no other kind of token passes', async () => {
  const payload = { iss: audience, aud: audience, sub: 'corp/1', jti: 'j', iat: 1893456000, exp: 1893456300 }
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const none = `${encode({ alg: 'none', kid: key.kid, typ: 'JWT' })}.${encode(payload)}.`
  const secret = Buffer.from(JSON.stringify(publicJwk(key)))
  const hmac = await new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: key.kid, typ: 'JWT' }).sign(secret)
  const otherType = await new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'sallyport-compat+jwt' })
    .sign(key.privateKey)
  for (const token of [none, hmac, otherType, '', 'a.b.c'])
    await expect(verifyAssertion(token, options)).rejects.toEqual(refused)
})
