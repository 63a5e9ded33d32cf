import type { Header } from '@sallyport/routing'
import { expect, test } from 'vitest'
import { checkRequestHead, maxHeaders, type RequestHead } from './request-head.ts'

const host: Header = ['Host', 'App.example.com:443']

function http1(headers: readonly Header[], head: Partial<RequestHead> = {}): object {
  return checkRequestHead({ version: '1.1', method: 'GET', target: '/x?y', headers: [host, ...headers], ...head })
}

function http2(headers: readonly Header[], head: Partial<RequestHead> = {}): object {
  return checkRequestHead({ version: '2', method: 'GET', target: '/', authority: 'app.example.com', headers, ...head })
}

test('a sound head gives the canonical authority and the target', () => {
  const expected = { outcome: 'ok', authority: 'app.example.com', target: '/x?y' }
  expect(http1([['Content-Length', '5']])).toEqual(expected)
  expect(http1([['Transfer-Encoding', 'Chunked']])).toEqual(expected)
  expect(
    http1([
      ['X-Tab', 'a\tb'],
      ['__proto__', 'x'],
    ]),
  ).toEqual(expected)
  expect(
    http2(
      [
        ['te', 'trailers'],
        ['content-length', '0'],
      ],
      { target: '/x?y' },
    ),
  ).toEqual(expected)
})

// docs/security-cases.md HP-07
test.each<[string, readonly Header[]]>([
  [
    'bad-content-length',
    [
      ['Content-Length', '6'],
      ['Transfer-Encoding', 'chunked'],
    ],
  ],
  [
    'bad-content-length',
    [
      ['Content-Length', '5'],
      ['content-length', '5'],
    ],
  ],
  ['bad-content-length', [['Content-Length', '5, 5']]],
  ['bad-content-length', [['Content-Length', '+5']]],
  ['bad-content-length', [['Content-Length', '0x5']]],
  ['bad-content-length', [['Content-Length', '']]],
  ['bad-content-length', [['Content-Length', '9'.repeat(16)]]],
  ['bad-transfer-encoding', [['Transfer-Encoding', 'xchunked']]],
  ['bad-transfer-encoding', [['Transfer-Encoding', 'gzip, chunked']]],
  [
    'bad-transfer-encoding',
    [
      ['Transfer-Encoding', 'chunked'],
      ['Transfer-Encoding', 'chunked'],
    ],
  ],
  ['bad-transfer-encoding', [['Transfer-Encoding', '']]],
  ['bad-header-value', [['Transfer-Encoding', 'chunked\u000b']]],
  ['bad-header-name', [['Transfer-Encoding ', 'chunked']]],
  ['bad-header-value', [['X', 'y\rContent-Length: 10']]],
])('%s ends the connection: %j', (reason, headers) => {
  expect(http1(headers)).toEqual({ outcome: 'refused', status: 400, reason, closes: true })
})

test('HTTP/1.0 knows no transfer coding', () => {
  expect(http1([['Transfer-Encoding', 'chunked']], { version: '1.0' })).toMatchObject({
    reason: 'bad-transfer-encoding',
  })
})

// docs/security-cases.md HP-08
test.each(['a\nb', 'a\u0000', 'é', '\u007f', '\ud800'])('the value %j is refused', (value) => {
  expect(http1([['X', value]])).toMatchObject({ status: 400, reason: 'bad-header-value' })
})

test.each(['', 'X Y', 'X:', 'é', 'X\n'])('the name %j is refused', (name) => {
  expect(http1([[name, 'x']])).toMatchObject({ status: 400, reason: 'bad-header-name' })
})

// docs/security-cases.md HP-09
test('too many headers, or too large ones, are 431', () => {
  const many = Array.from({ length: maxHeaders }, (_, index): Header => [String(index), ''])
  expect(http1(many.slice(1))).toMatchObject({ outcome: 'ok' })
  expect(http1(many)).toMatchObject({ status: 431, reason: 'headers-too-large' })
  expect(http1([['X', 'a'.repeat(65_536)]])).toMatchObject({ status: 431 })
})

// docs/security-cases.md HP-13
test.each<Header>([
  ['connection', 'close'],
  ['Transfer-Encoding', 'chunked'],
  ['keep-alive', 'x'],
  ['upgrade', 'h2c'],
  ['proxy-connection', 'close'],
  ['te', 'gzip'],
])('HTTP/2 has no place for %s: %s', (...header) => {
  expect(http2([header])).toMatchObject({ status: 400, reason: 'connection-header' })
})

test('TRACE and CONNECT are not for routes, and after CONNECT nothing is read as a request', () => {
  expect(http1([], { method: 'TRACE' })).toMatchObject({ status: 405, closes: false })
  expect(http1([], { method: 'CONNECT', target: 'app.example.com:22' })).toMatchObject({ status: 405, closes: true })
  expect(http2([], { method: 'CONNECT' })).toMatchObject({ status: 405, closes: true })
  expect(http1([], { method: 'GET ' })).toMatchObject({ status: 400, reason: 'bad-method' })
})

// docs/security-cases.md HP-10
test('exactly one name of the host is needed', () => {
  expect(http1([host])).toMatchObject({ status: 400, reason: 'several-hosts' })
  expect(http2([host])).toMatchObject({ status: 400, reason: 'several-hosts' })
  expect(http2([], { authority: undefined })).toMatchObject({ status: 400, reason: 'no-host' })
  expect(http1([], { target: 'https://evil.test/' })).toMatchObject({ reason: 'target-differs-from-host' })
})
