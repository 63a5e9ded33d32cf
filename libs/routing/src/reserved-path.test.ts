import { expect, test } from 'vitest'
import { isReservedPath } from './reserved-path.ts'

test.each([
  '/.sallyport',
  '/.sallyport/',
  '/.sallyport/sign_in',
  '/.well-known/sallyport',
  '/.well-known/sallyport/jwks.json',
  '/.pomerium/api/v1/login',
])('%s is reserved', (path) => {
  expect(isReservedPath(path)).toBe(true)
})

test.each([
  '/',
  '/.sallyportx',
  '/.Sallyport/',
  '/.pomerium%2Fsign_out',
  '/app/.pomerium/',
  '/.well-known/acme-challenge/x',
  '/.well-known',
])('%s belongs to the routes', (path) => {
  expect(isReservedPath(path)).toBe(false)
})
