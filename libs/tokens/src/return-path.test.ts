import { expect, test } from 'vitest'
import { isReturnPath } from './return-path.ts'

test.for(['/', '/a/b?c=d', '/a//b', '/?next=https://evil.test//x', '/q?a=\\b', '/%5cevil', '/a?b?c', '/@evil.test'])(
  '%j stays on the host',
  (path) => {
    expect(isReturnPath(path)).toBe(true)
    expect(new URL(path, 'https://app.example.com').origin).toBe('https://app.example.com')
  },
)

test.for([
  '',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '/\\/evil.test',
  '\\/evil.test',
  '/\t/evil.test',
  '/\n\\evil.test',
  '/\v/evil.test',
  '/ /evil.test',
  '/./\\evil.test',
  '/./../../\\evil.test',
  '/a\r\nSet-Cookie: x',
  '/a?b\u0000',
  '/〵evil.test',
  '/a#b',
  'https://evil.test/',
  'https://app.example.com@evil.test/',
  'https://evil.test#app.example.com',
  'https://evil.test?app.example.com',
  'https://app.example.com.evil.test',
  'https://app.example.com:8443/',
  'http://app.example.com/',
  'http:example.com@0xd83ad6ce',
  'data:text/html,x',
  '〵evil.test',
  'javascript:alert(1)',
  'evil.test',
  '?a',
  `/${'a'.repeat(2048)}`,
])('SI-01, SI-02, SI-03, SI-04: %j is refused', (path) => {
  expect(isReturnPath(path)).toBe(false)
})

test('SI-01, SI-02, SI-03, SI-04: whatever is put together of tricky pieces, what is accepted stays on the host', () => {
  const pieces = [
    ...[
      '/',
      '//',
      '\\',
      '\t',
      '\n',
      '\r',
      '\v',
      '\f',
      ' ',
      '\u00a0',
      '\u3002',
      '〵',
      '.',
      '..',
      '%2f',
      '%5c',
      '%09',
      '%0a',
    ],
    ...[
      '@',
      ':',
      '#',
      '?',
      ';',
      '&',
      '=',
      'https:',
      'javascript:',
      'evil.test',
      'app.example.com',
      'a',
      '\u0000',
      '\ud800',
    ],
  ]
  const found = { accepted: 0, refused: 0 }
  let random = 1
  const next = (below: number): number => {
    random = (random * 48_271) % 2_147_483_647
    return random % below
  }
  for (let round = 0; round < 50_000; round++) {
    const path = '/'.repeat(next(2)) + Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join('')
    const stays = isReturnPath(path)
    found[stays ? 'accepted' : 'refused'] += 1
    if (stays) expect(new URL(path, 'https://app.example.com').host, path).toBe('app.example.com')
  }
  expect(Math.min(found.accepted, found.refused)).toBeGreaterThan(1_000)
})
