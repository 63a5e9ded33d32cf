import { expect, test } from 'vitest'
import { allOf, anyOf, type Verdict } from './verdict.ts'

const verdict = (answer: Verdict['answer']): Verdict => ({ answer, reasons: [{ code: 'accept', rule: answer }] })
const [holds, fails, needsSession] = [verdict('holds'), verdict('fails'), verdict('needs-session')]
const summary = ({ answer, reasons }: Verdict) => [answer, ...reasons.map(({ rule }) => rule)]

test('all of', () => {
  expect(summary(allOf([holds, holds]))).toEqual(['holds', 'holds', 'holds'])
  expect(summary(allOf([holds, fails]))).toEqual(['fails', 'fails'])
  expect(summary(allOf([holds, needsSession]))).toEqual(['needs-session', 'needs-session'])
  expect(summary(allOf([needsSession, fails]))).toEqual(['fails', 'needs-session', 'fails'])
})

test('any of', () => {
  expect(summary(anyOf([holds, fails]))).toEqual(['holds', 'holds'])
  expect(summary(anyOf([needsSession, holds]))).toEqual(['holds', 'holds'])
  expect(summary(anyOf([fails, needsSession]))).toEqual(['needs-session', 'fails', 'needs-session'])
  expect(summary(anyOf([fails, fails]))).toEqual(['fails', 'fails', 'fails'])
  expect(summary(anyOf([]))).toEqual(['fails'])
})
