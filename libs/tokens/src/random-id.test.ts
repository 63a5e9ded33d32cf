import { fromBase64Url } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { isRandomId, randomId } from './random-id.ts'

test('is 128 bits of canonical base64url, and never the same', () => {
  const ids = Array.from({ length: 100 }, randomId)
  expect(new Set(ids).size).toBe(100)
  for (const id of ids) {
    expect(isRandomId(id)).toBe(true)
    expect(fromBase64Url(id)).toHaveLength(16)
  }
})

test.for(['', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}B`, `${'A'.repeat(21)}=`, `${'A'.repeat(21)}\n`])(
  '%j is none',
  (text) => {
    expect(isRandomId(text)).toBe(false)
  },
)
