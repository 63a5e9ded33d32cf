import { expect, test } from 'vitest'
import { isNavigation } from './navigation.ts'

const typed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: '*/*' }

test('GET and HEAD of a document are navigations', () => {
  expect(isNavigation({ method: 'GET', headers: typed })).toBe(true)
  expect(isNavigation({ method: 'HEAD', headers: typed })).toBe(true)
})

test('without Fetch Metadata an Accept that names HTML is one', () => {
  expect(isNavigation({ method: 'GET', headers: { accept: 'application/xml, TEXT/HTML;q=0.9' } })).toBe(true)
})

test.each([
  ['a form that is posted', { method: 'POST', headers: typed }],
  ['a method in lower case', { method: 'get', headers: typed }],
  ['a frame', { method: 'GET', headers: { ...typed, 'sec-fetch-dest': 'iframe' } }],
  ['fetch for HTML', { method: 'GET', headers: { 'sec-fetch-mode': 'cors', accept: 'text/html' } }],
  ['Fetch Metadata in part', { method: 'GET', headers: { 'sec-fetch-site': 'none', accept: 'text/html' } }],
  ['a prefetch', { method: 'GET', headers: { ...typed, 'sec-purpose': 'prefetch;prerender' } }],
  ['curl', { method: 'GET', headers: { accept: '*/*' } }],
  ['no Accept', { method: 'GET', headers: {} }],
  ['an Accept that rules HTML out', { method: 'GET', headers: { accept: 'text/html;q=0, */*' } }],
  ['an Accept that names something like it', { method: 'GET', headers: { accept: 'text/htmlx' } }],
])('%s is none', (_, request) => {
  expect(isNavigation(request)).toBe(false)
})
