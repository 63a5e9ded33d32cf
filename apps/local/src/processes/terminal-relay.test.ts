import { expect, test } from 'vitest'
import { TerminalRelay } from './terminal-relay.ts'

test('a service that warns without end does not flood the terminal', () => {
  const shown: string[] = []
  let nowMs = 0
  const relay = new TerminalRelay('proxy', 'proxy.log', { warn: (text) => void shown.push(text) }, () => nowMs)
  for (let i = 0; i < 100; i += 1) relay.line(JSON.stringify({ level: 40, msg: `slow ${i % 50}` }))
  expect(shown).toHaveLength(5)
  expect(shown.at(-1)).toBe('proxy: more problems, in proxy.log')
  nowMs = 10_000
  for (let i = 0; i < 2; i += 1) relay.line(JSON.stringify({ level: 50, msg: 'broken '.repeat(100) }))
  expect(shown).toHaveLength(6)
  expect(shown.at(-1)).toMatch(/^proxy: broken .{153}…$/)
})
