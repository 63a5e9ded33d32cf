import { expect, test } from 'vitest'
import { isReturnPath } from './return-path.ts'

test.for(['/', '/a/b?c=d', '/a//b', '/?next=https://evil.test//x', '/q?a=\\b', '/%5cevil', '/a?b?c', '/@evil.test'])(
  '%j stays on the host',
  (path) => {
    expect(isReturnPath(path)).toBe(true)
    expect(new URL(path, 'https://app.example.com').origin).toBe('https://app.example.com')
  },
)

// SI-01 to SI-04.
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
  '/a\r\nSet-Cookie: x',
  '/a?b\u0000',
  '/〵evil.test',
  '/a#b',
  'https://evil.test/',
  'javascript:alert(1)',
  'evil.test',
  '?a',
  `/${'a'.repeat(2048)}`,
])('%j is refused', (path) => {
  expect(isReturnPath(path)).toBe(false)
})
