import { expect, test } from 'vitest'
import { canonicalEmail } from './email.ts'

test.for([
  ['a@example.com', 'a@example.com'],
  ['a@EXAMPLE.com', 'a@example.com'],
  ['Alice.B+c@Example.COM', 'Alice.B+c@example.com'],
  ["o'brien@example.com", "o'brien@example.com"],
  // Cyrillic а: another domain, and it stays one.
  ['a@ex\u0430mple.com', 'a@ex\u0430mple.com'],
  // NFC, and no case folding beyond ASCII.
  ['jose\u0301@example.com', 'jos\u00e9@example.com'],
  ['a@\u00c9.com', 'a@\u00c9.com'],
  ['a@localhost', 'a@localhost'],
])('%j is %j', ([claim, expected]) => {
  expect(canonicalEmail(claim)).toBe(expected)
})

// CB-07.
test.for<unknown>([
  'attacker@evil.test@example.com',
  'a@example.com ',
  ' a@example.com',
  'a@example.com\n',
  'a@example.com\u0000',
  '"a@example.com"@evil.test',
  '"a"@example.com',
  'a b@example.com',
  'a@example..com',
  'a@.example.com',
  'a@example.com.',
  'a@-example.com',
  'a@[127.0.0.1]',
  'a@example.com,b@example.com',
  'A <a@example.com>',
  'a\u200b@example.com',
  'a@example\u202e.com',
  'a@\u212aelvin.com',
  'a\uff20example.com',
  'a\u00a0@example.com',
  '@example.com',
  'a@',
  '@',
  '',
  `${'a'.repeat(250)}@b.example`,
  ['a@example.com'],
  { toString: () => 'a@example.com' },
  null,
  7,
])('%j is no address', (claim) => {
  expect(canonicalEmail(claim)).toBeUndefined()
})
