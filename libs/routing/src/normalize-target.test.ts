import { expect, test } from 'vitest'
import { maxPathLength, normalizeTarget } from './normalize-target.ts'

test.each([
  ['/', '/', ''],
  ['/a/b', '/a/b', ''],
  ['/a/', '/a/', ''],
  ['/a?', '/a', '?'],
  ['/a?x=%2e%2e/../#'.slice(0, -1), '/a', '?x=%2e%2e/../'],
  ['/?next=//evil.test/\\', '/', '?next=//evil.test/\\'],
  ['/%41%7e%2D', '/A~-', ''],
  ['/caf%c3%a9', '/caf%C3%A9', ''],
  ['/file%2etxt', '/file.txt', ''],
  ['/.well-known/x', '/.well-known/x', ''],
  ['/...', '/...', ''],
  ['/a/../b', '/b', ''],
  ['/a/./b/.', '/a/b/', ''],
  ['/a/b/..', '/a/', ''],
  ['/a/..', '/', ''],
  ['/a;v=1/b', '/a;v=1/b', ''],
  ["/!$&'()*+,=:@|[]", "/!$&'()*+,=:@|[]", ''],
  ['/%2561dmin', '/%2561dmin', ''],
  ['/100%25', '/100%25', ''],
])('%s is %s and %j', (target, path, query) => {
  expect(normalizeTarget(target)).toEqual({ outcome: 'ok', path, query, encodedSlash: false })
})

test.each([
  ['', 'path-not-absolute'],
  ['*', 'path-not-absolute'],
  ['admin', 'path-not-absolute'],
  ['?x', 'path-not-absolute'],
  ['http://evil/', 'path-not-absolute'],
  ['databroker.DataBrokerService/Put', 'path-not-absolute'],
  [`/${'a'.repeat(maxPathLength)}`, 'path-too-long'],
  [`/.${'a'.repeat(maxPathLength)}?x`, 'path-too-long'],
  ['/public#/admin', 'illegal-character'],
  ['/public?x#/admin', 'illegal-character'],
  ['/a b', 'illegal-character'],
  ['/a?b c', 'illegal-character'],
  ['/a\tb', 'illegal-character'],
  ['/a\r\nX: y', 'illegal-character'],
  ['/a?\r\nX: y', 'illegal-character'],
  ['/a\u007f', 'illegal-character'],
  ['/a\u0000', 'illegal-character'],
  ['/caf\u00e9', 'illegal-character'],
  ['/a?\u4e00', 'illegal-character'],
  ['/public/..\\admin', 'illegal-character'],
  ['/%', 'bad-percent-encoding'],
  ['/%4', 'bad-percent-encoding'],
  ['/%zz', 'bad-percent-encoding'],
  ['/public/%u002e%u002e/admin', 'bad-percent-encoding'],
  ['/public/..%00/admin', 'encoded-nul'],
  ['/public/..%5cadmin', 'encoded-backslash'],
  ['/%5C..', 'encoded-backslash'],
  ['/public/%2e%2e/admin', 'encoded-dot-segment'],
  ['/public/.%2E/admin', 'encoded-dot-segment'],
  ['/public/%2e', 'encoded-dot-segment'],
  ['/public/..%2fadmin', 'encoded-dot-segment'],
  ['/public/%2e%2e%2fadmin', 'encoded-dot-segment'],
  ['/public/x%2f../admin', 'encoded-dot-segment'],
  ['/public/x%2f%2e', 'encoded-dot-segment'],
  ['/public/..;/admin', 'dot-segment-parameter'],
  ['/public/..;/../admin', 'dot-segment-parameter'],
  ['/public/.;x/admin', 'dot-segment-parameter'],
  ['/public/..%3b/admin', 'dot-segment-parameter'],
  ['/public/%2e%2e;/admin', 'dot-segment-parameter'],
  ['/public/%252e%252e/admin', 'double-encoding'],
  ['/public/%25%32%65/admin', 'double-encoding'],
  ['/public/%25252e/admin', 'double-encoding'],
  ['/public/%252Fadmin', 'double-encoding'],
  ['/public/%255cadmin', 'double-encoding'],
  ['/public/%c0%ae%c0%ae/admin', 'overlong-utf8'],
  ['/public/%e0%80%af', 'overlong-utf8'],
  ['//admin', 'empty-segment'],
  ['/public//../admin', 'empty-segment'],
  ['/public/..//admin', 'empty-segment'],
  ['/a//', 'empty-segment'],
  ['/..', 'above-root'],
  ['/a/../../b', 'above-root'],
  ['/./../admin', 'above-root'],
])('%j is refused as %s', (target, reason) => {
  expect(normalizeTarget(target)).toEqual({ outcome: 'refused', reason })
})

test('an encoded slash stays encoded, in upper case, and is reported', () => {
  expect(normalizeTarget('/pkg/@scope%2fname')).toEqual({
    outcome: 'ok',
    path: '/pkg/@scope%2Fname',
    query: '',
    encodedSlash: true,
  })
  expect(normalizeTarget('/a%2f%2fb/../c')).toMatchObject({ path: '/c', encodedSlash: true })
})

test.each([
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '/\\/evil.test',
  '/%5cevil.test',
  '/\t/evil.test',
  '/\n\\evil.test',
  '/\v/evil.test',
  '/ /evil.test',
  '/./\\evil.test',
  '/./../../\\evil.test',
  '/.//evil.test',
  '/a/..//evil.test',
  'https://app.example.com@evil.test/',
  'javascript:alert(1)',
  'http:example.com@0xd83ad6ce',
  '\u3035evil.test',
  '/\u3035evil.test',
])('%j leads to no other origin', (target) => {
  const result = normalizeTarget(target)
  if (result.outcome === 'refused') return
  expect(new URL(result.path + result.query, 'https://app.example.com').origin).toBe('https://app.example.com')
})

test('a normal form is its own normal form, and no reader finds a dot segment in it', () => {
  const random = randomFrom(20_260_101)
  let accepted = 0
  for (let round = 0; round < 50_000; round++) {
    const target = hostileTarget(random)
    const result = normalizeTarget(target)
    if (result.outcome === 'refused') continue
    accepted++
    const { path, query } = result
    expect(normalizeTarget(path + query), target).toMatchObject({ outcome: 'ok', path, query })
    expect(new URL(path, 'http://app.example.com').pathname.toUpperCase(), target).toBe(asUrlWritesIt(path))
    expect(path, target).toMatch(/^\/(?!\/)/)
    for (const decode of [decodeURIComponent, unescape]) {
      expect(attempt(() => decode(path)) ?? '', target).not.toMatch(/(?:^|[/\\])\.\.?(?:[/\\;]|$)|[\\\0]/)
    }
  }
  expect(accepted).toBeGreaterThan(5_000)
})

/** WHATWG URL encodes some characters that we leave as they are. */
function asUrlWritesIt(path: string): string {
  return path.replace(/["<>^`{}]/g, (character) => encodeURIComponent(character)).toUpperCase()
}

function attempt(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function hostileTarget(random: () => number): string {
  const pieces = [
    ...['/', '/', '/', '/a', '/public', 'admin', 'x.y', '.', '..', ';', '%3b', '?', '//', '\\', '#', ' '],
    ...['%2e', '%2E', '%2f', '%5c', '%00', '%25', '%252e', '%', '2e', '%32', '%65', '%c0', '%ae', '%41', '%c3%a9'],
    ...['\u00e9', '\u0000', '\t', '|', '~', ':', '@'],
  ]
  const length = 1 + Math.floor(random() * 6)
  return `/${Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('')}`
}

/** mulberry32: the same numbers on every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
