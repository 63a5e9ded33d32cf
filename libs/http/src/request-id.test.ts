import { expect, test } from 'vitest'
import { requestId, wellFormedRequestId } from './request-id.ts'

test('request ids are well-formed, different and in the order of time', async () => {
  const earlier = requestId()
  await new Promise((resolve) => setTimeout(resolve, 2))
  const later = requestId()
  expect(earlier).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(earlier < later).toBe(true)
  expect(wellFormedRequestId(later)).toBe(later)
})

test.each(['', 'a'.repeat(129), 'a b', 'x\n{"level":"info"}', '\u001b[31m', 'é', undefined])('%j is not', (text) => {
  expect(wellFormedRequestId(text)).toBeUndefined()
})
