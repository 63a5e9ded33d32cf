import { expect, test } from 'vitest'
import { isAllowedOrigin } from './origin.ts'

const host = { authority: 'app.example.com:8443', allowedOrigins: ['https://shop.example.com'] }

test.each(['https://app.example.com:8443', 'https://shop.example.com'])('%s is allowed', (origin) => {
  expect(isAllowedOrigin(origin, host)).toBe(true)
})

test.each([
  undefined,
  '',
  'null',
  'https://evil.test',
  'http://app.example.com:8443',
  'https://app.example.com',
  'https://app.example.com:8443.evil.test',
  'https://SHOP.example.com',
])('%s is not', (origin) => {
  expect(isAllowedOrigin(origin, host)).toBe(false)
})
