import { expect, test } from 'vitest'
import { isLoopbackLiteral } from './loopback.ts'

test('only literals are literals', () => {
  for (const literal of ['127.0.0.1', '127.8.8.8', '[::1]']) expect(isLoopbackLiteral(literal)).toBe(true)
  for (const other of ['localhost', '128.0.0.1', '127.0.0.1.evil.test', '[::]', '0.0.0.0', '::1', ''])
    expect(isLoopbackLiteral(other)).toBe(false)
})
