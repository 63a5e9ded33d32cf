import { expect, test } from 'vitest'
import { deleteCookie, serializeCookie } from './set-cookie.ts'

const name = '__Host-sallyport'

test('a cookie is bound to its host, to TLS and away from scripts', () => {
  expect(serializeCookie({ name, value: 'v-_.~1' })).toBe(
    '__Host-sallyport=v-_.~1; Path=/; Secure; HttpOnly; SameSite=Lax',
  )
  expect(serializeCookie({ name, value: 'v', maxAgeSeconds: 600.9, sameSite: 'None' })).toBe(
    '__Host-sallyport=v; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=None; Partitioned',
  )
})

test('deleting a cookie repeats the attributes with which it was set', () => {
  for (const sameSite of ['Lax', 'None'] as const) {
    const set = serializeCookie({ name, value: '', maxAgeSeconds: 0, sameSite })
    expect(deleteCookie({ name, sameSite })).toBe(set)
  }
})

test.each(['sallyport', '__Secure-x', '__host-x', '__Host-', '__Host-a b', '__Host-a;b', '__Host-a=b'])(
  'no cookie is named %j',
  (wrong) => {
    expect(() => serializeCookie({ name: wrong, value: '' })).toThrow(TypeError)
  },
)

test.each(['a;b', 'a b', 'a,b', '"a"', 'a\r\nX: y', 'é'])('no cookie has the value %j', (value) => {
  expect(() => serializeCookie({ name, value })).toThrow(TypeError)
})
