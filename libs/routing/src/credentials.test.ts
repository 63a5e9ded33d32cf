import { expect, test } from 'vitest'
import { isOurCredential, setsOurCookie, withoutOurCookies } from './credentials.ts'

test.each([
  ['a=1; __Host-sallyport=x; b="2;', 'a=1; b="2;'],
  ['__Host-sallyport=x; a=1', 'a=1'],
  ['a=1;__Host-sallyport_flow_ab12cd34=x', 'a=1'],
  ['a=1;  b=2 ;__Host-sallyport_sso=x;c==3', 'a=1;  b=2 ;c==3'],
  ['__HOST-Sallyport=x;\t__host-sallyport =y; a=1', 'a=1'],
  ['a=__Host-sallyport=x', 'a=__Host-sallyport=x'],
  ['__Host-sallyportal=1', '__Host-sallyportal=1'],
  ['a=é\u0001%', 'a=é\u0001%'],
])('%j leaves %j', (cookie, left) => {
  expect(withoutOurCookies(cookie)).toBe(left)
})

test('a Cookie header of ours alone goes altogether', () => {
  expect(withoutOurCookies('__Host-sallyport=x')).toBeUndefined()
  expect(withoutOurCookies('__Host-sallyport=x; __Host-sallyport=y')).toBeUndefined()
  expect(withoutOurCookies('__Host-sallyport')).toBeUndefined()
})

test.each([
  '__Host-sallyport=x; Path=/',
  ' __host-sallyport =; Max-Age=0',
  '__Host-sallyport_sso=x',
  '__Host-sallyport',
  '=__Host-sallyport=x; Path=/',
  ' = __host-sallyport_flow_ab12cd34=x',
  '==__Host-sallyport',
])('CK-08: Set-Cookie %j is about a cookie of ours', (value) => {
  expect(setsOurCookie(value)).toBe(true)
})

test.each(['sid=x; Path=/', 'a=__Host-sallyport', '__Host-sallyportal=x', '=', '=a=__Host-sallyport', ''])(
  'Set-Cookie %j is not',
  (value) => {
    expect(setsOurCookie(value)).toBe(false)
  },
)

test.each([
  'Pomerium abc',
  'pomerium',
  'Bearer Pomerium-abc',
  'bearer  pomerium-abc',
  'Sallyport abc',
  'Bearer sp_sa_abc',
])('Authorization %j is for us', (value) => {
  expect(isOurCredential(value)).toBe(true)
})

test.each(['Bearer abc', 'Basic cG9tZXJpdW0=', 'Pomeriumx abc', 'Bearer xsp_sa_abc', 'Bearer sp_', ''])(
  'Authorization %j is for the upstream',
  (value) => {
    expect(isOurCredential(value)).toBe(false)
  },
)
