import { expect, test } from 'vitest'
import { claimHeaderValue } from './claim-header.ts'
import type { JsonValue } from './claims.ts'

test.for<[JsonValue | undefined, string]>([
  ['Alice Liddell', 'Alice Liddell'],
  ['Liddell, Alice', 'Liddell, Alice'],
  [['eng', 'ops'], 'eng,ops'],
  [true, 'true'],
  [7, '7'],
  [{ country: 'UK' }, '{"country":"UK"}'],
  [undefined, ''],
  [null, ''],
  [[], ''],
])('%j goes as %j', ([claim, expected]) => {
  expect(claimHeaderValue(claim)).toBe(expected)
})

// CB-16.
test.for<[JsonValue, string]>([
  ['a\r\nX-Admin: 1', "UTF-8''a%0D%0AX-Admin%3A%201"],
  ['Zoë', "UTF-8''Zo%C3%AB"],
  ['€', "UTF-8''%E2%82%AC"],
  [' padded ', "UTF-8''%20padded%20"],
  ["UTF-8''fake", "UTF-8''UTF-8%27%27fake"],
  ['\ud800', "UTF-8''%EF%BF%BD"],
  [['users,admins', 'eng'], "UTF-8''users%2Cadmins,eng"],
  [['a\nb'], "UTF-8''a%0Ab"],
  [{ ключ: 1 }, "UTF-8''%7B%22%D0%BA%D0%BB%D1%8E%D1%87%22%3A1%7D"],
])('%j is encoded, never raw', ([claim, expected]) => {
  expect(claimHeaderValue(claim)).toBe(expected)
})
