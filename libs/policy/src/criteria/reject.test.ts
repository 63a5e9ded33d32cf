import { expect, test } from 'vitest'
import { parsePolicy } from '../parse-policy.ts'
import { codeOf, decide, problemsOf } from '../testkit.ts'

const signedIn = { subject: {} }

test('reject is never met', () => {
  expect(decide({ allow: { or: [{ reject: true }] } }, signedIn).outcome).toBe('deny')
  expect(decide({ allow: { not: [{ reject: true }] } }, signedIn).outcome).toBe('allow')
  expect(codeOf({ reject: true })).toBe('reject')
})

test.each(['and', 'or'])('reject under deny.%s is a problem, since it would deny nobody', (operator) => {
  expect(parsePolicy({ deny: { [operator]: [{ reject: true }] } })).toEqual({
    problems: [{ path: ['deny', operator, 0, 'reject'], message: expect.stringContaining('denies nobody') }],
  })
})

test('reject: false is a problem', () => {
  expect(problemsOf({ reject: false })).toHaveLength(1)
})
