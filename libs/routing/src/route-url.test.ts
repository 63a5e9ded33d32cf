import { expect, test } from 'vitest'
import { isServerName, isWebOrigin, readFrom, readTo } from './route-url.ts'

test('from keeps a port that is not 443', () => {
  expect(readFrom('https://app.localhost:8443')).toEqual({ outcome: 'ok', url: 'https://app.localhost:8443' })
  expect(readFrom('HTTPS://App.localhost:443/')).toEqual({ outcome: 'ok', url: 'https://app.localhost' })
})

test('to knows the default port of its scheme', () => {
  expect(readTo('http://[::1]:80/')).toEqual({ outcome: 'ok', url: 'http://[::1]' })
  expect(readTo('https://a.internal:80')).toEqual({ outcome: 'ok', url: 'https://a.internal:80' })
})

test.each(['https://a.example.com', 'http://localhost:3000'])('%s is a web origin', (text) => {
  expect(isWebOrigin(text)).toBe(true)
})

test.each(['https://a.example.com/', 'https://A.example.com', 'https://a.example.com:443', 'null', '*', 'ftp://a', ''])(
  '%j is none',
  (text) => {
    expect(isWebOrigin(text)).toBe(false)
  },
)

test('a server name is a host without a port', () => {
  expect(['a.internal', '10.0.0.1', '::1'].filter((text) => !isServerName(text))).toEqual([])
  expect(['a.internal:1', '[::1]', 'A.internal', ''].filter(isServerName)).toEqual([])
})
