import { expect, test } from 'vitest'
import { cpuSecondsOf, processCpuSeconds } from './process-cpu.ts'

test('user and system time are read past a program name with spaces and brackets', () => {
  const stat = '42 (a ) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 7 7 20 0 11 0 1000 1 1'
  expect(cpuSecondsOf(stat)).toBe(3)
})

test('what is no stat line is not taken for zero', () => {
  expect(() => cpuSecondsOf('42 (node) S 1')).toThrow('cannot be read')
})

test('this process has used some', async () => {
  expect(await processCpuSeconds(process.pid)).toBeGreaterThan(0)
})
