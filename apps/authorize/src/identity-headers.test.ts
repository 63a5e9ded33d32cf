import { isHeaderValue } from '@sallyport/routing'
import { generateSigningKey, loadSigningKey } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { identityHeaders } from './identity-headers.ts'
import { aSession, testNow } from './world.fixture.ts'

const { kid, pkcs8 } = generateSigningKey()
const key = loadSigningKey(kid, pkcs8)

function told(session: Parameters<typeof aSession>[0], ...claimNames: readonly string[]) {
  const headers = identityHeaders(aSession(session), 'app.example.com', { key, claimNames, now: testNow })
  const [assertion, ...claims] = headers.map(({ name, value }) => [name, value] as const)
  const payload: unknown = JSON.parse(Buffer.from(assertion?.[1].split('.')[1] ?? '', 'base64url').toString())
  return { claims: Object.fromEntries(claims), payload, headers }
}

test('the names that have a meaning of ours are never taken from what the provider sent', () => {
  const claims = { sub: 'root', user: 'root', sid: 'root', email: 'root@evil.test', name: 'Root', groups: ['root'] }
  expect(told({ claims }, 'sub', 'user', 'sid', 'email', 'name', 'groups').claims).toEqual({
    'x-sallyport-claim-sub': 'idp/alice',
    'x-sallyport-claim-user': 'idp/alice',
    'x-sallyport-claim-sid': 'session-1',
    'x-sallyport-claim-email': 'alice@example.com',
    'x-sallyport-claim-name': 'Alice',
    'x-sallyport-claim-groups': 'staff',
  })
})

test('an email that is not verified is told to nobody', () => {
  const { claims, payload } = told({ emailVerified: false, claims: { email: 'alice@example.com' } }, 'email')
  expect(claims).toEqual({ 'x-sallyport-claim-email': '' })
  expect(payload).toMatchObject({ email: '' })
})

test('CB-16: names that objects inherit are absent, and values that no header holds are encoded', () => {
  const department = 'ops\r\nX-Admin: true'
  const { claims, headers, payload } = told(
    { claims: { department, city: 'Köln' } },
    '__proto__',
    'constructor',
    'toString',
    'department',
    'city',
  )
  expect(claims).toEqual({
    'x-sallyport-claim---proto--': '',
    'x-sallyport-claim-constructor': '',
    'x-sallyport-claim-tostring': '',
    'x-sallyport-claim-department': "UTF-8''ops%0D%0AX-Admin%3A%20true",
    'x-sallyport-claim-city': "UTF-8''K%C3%B6ln",
  })
  expect(headers.every(({ value }) => isHeaderValue(value))).toBe(true)
  expect(payload).toMatchObject({ department, city: 'Köln', sub: 'idp/alice' })
})
