import { expect, test } from 'vitest'
import { shortProblem } from './log-line.ts'

test.each([
  ['{"level":40,"msg":"stream ended"}', 'stream ended'],
  [
    '{"level":50,"err":{"type":"Error","message":"connection refused"},"msg":"sync failed"}',
    'sync failed: connection refused',
  ],
  ['{"level":"error","message":"no key"}', 'no key'],
  ['{"level":40,"msg":"issuer did not answer","reason":"did not answer"}', 'issuer did not answer'],
])('%s is shown as "%s"', (line, expected) => {
  expect(shortProblem(line)).toBe(expected)
})

test.each(['{"level":30,"msg":"listening"}', '{broken', 'plain text', ''])('%s is not shown', (line) => {
  expect(shortProblem(line)).toBeUndefined()
})
