import { expect, test } from 'vitest'
import { isFromOwnSite } from './own-site.ts'

const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

test.each([
  ['a script of the same origin', { ...script, 'sec-fetch-site': 'same-origin' }],
  ['an address that somebody typed', { ...page, 'sec-fetch-site': 'none' }],
  ['a link on another site', { ...page, 'sec-fetch-site': 'cross-site' }],
  ['a program', { accept: 'application/json' }],
])('%s is answered', (_, headers) => {
  expect(isFromOwnSite({ method: 'GET', headers })).toBe(true)
})

test.each([
  ['a script of another site', { ...script, 'sec-fetch-site': 'cross-site' }],
  ['a script of a host beside ours', { ...script, 'sec-fetch-site': 'same-site' }],
  ['a frame', { ...page, 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-site' }],
  ['an element', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script', 'sec-fetch-site': 'cross-site' }],
  ['a site of several minds', { ...script, 'sec-fetch-site': ['same-origin', 'cross-site'] }],
])('CK-11: %s is not', (_, headers) => {
  expect(isFromOwnSite({ method: 'GET', headers })).toBe(false)
})
