import { expect, test } from 'vitest'
import { operationIdTimeMs } from './operation-id.ts'

test('the time is read from the example of RFC 9562, appendix A.6', () => {
  expect(operationIdTimeMs('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(Date.parse('2022-02-22T19:22:22.000Z'))
})

test.each([
  '',
  '919108f7-52d1-4320-9bac-f847db4148a8',
  '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
  '017f22e2-79b0-7cc3-c8c4-dc0c0c07398f',
  '017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n',
])('%j is not an operation id', (operationId) => {
  expect(() => operationIdTimeMs(operationId)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
})
