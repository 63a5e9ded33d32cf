import { expect, test } from 'vitest'
import { httpsOrigin, issuerUrl } from './https-url.ts'

test('an origin is brought into its normal form', () => {
  expect(httpsOrigin().parse('https://Authenticate.Example.com:443/')).toBe('https://authenticate.example.com')
  expect(httpsOrigin().parse('https://authenticate.localhost:8443')).toBe('https://authenticate.localhost:8443')
})

test.each([
  'http://authenticate.example.com',
  'https://authenticate.example.com/path',
  'https://user@authenticate.example.com',
  'https://authenticate.example.com/?',
  'https://authenticate.example.com/#',
  'authenticate.example.com',
])('%s is no origin', (text) => {
  expect(httpsOrigin().safeParse(text).success).toBe(false)
})

test('an issuer is kept byte for byte', () => {
  expect(issuerUrl().parse('https://IdP.example.com/realm/')).toBe('https://IdP.example.com/realm/')
})

test('plain http is for issuers on loopback literals only', () => {
  expect(issuerUrl().safeParse('http://127.0.0.1:9000').success).toBe(true)
  expect(issuerUrl().safeParse('http://[::1]:9000').success).toBe(true)
  expect(issuerUrl().safeParse('http://localhost:9000').success).toBe(false)
  expect(issuerUrl().safeParse('http://127.0.0.1.evil.test').success).toBe(false)
  expect(issuerUrl().safeParse('https://idp.example.com?tenant=1').success).toBe(false)
})
