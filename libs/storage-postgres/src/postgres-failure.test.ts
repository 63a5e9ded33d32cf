import pg from 'pg'
import { expect, test } from 'vitest'
import { classifyFailure, failureAsAppError } from './postgres-failure.ts'

function serverError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('text from the server', 0, 'error'), { code })
}

test.each([
  ['lost', ['25006', '57P01', '57P02', '57P03', '57P05', '08006', '08P01']],
  ['refused', ['55P03', '57014', '40001', '40P01', '53100', '53300', '58030']],
  ['data', ['22008', '22P05', '23514', '54000']],
  ['bug', ['42601', '42P01', 'XX000', 'P0001']],
] as const)('as %s: %j', (failure, codes) => {
  for (const code of codes) expect([code, classifyFailure(serverError(code))]).toEqual([code, failure])
})

test('a broken connection is told from a bug in our own code', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

  expect(classifyFailure(refused)).toBe('lost')
  expect(classifyFailure(new Error('Connection terminated unexpectedly'))).toBe('lost')
  expect(classifyFailure(new TypeError('x is not a function'))).toBe('bug')
})

test('callers see a code of ours, and the server’s words only as the cause', () => {
  const error = failureAsAppError(serverError('23514'))

  expect(error).toMatchObject({ code: 'invalid-argument', cause: { code: '23514' } })
  expect(String(error)).not.toContain('text from the server')
})
