import { expect, test } from 'vitest'
import { TerminalRelay } from './terminal-relay.ts'

test('a service that warns without end does not flood the terminal', () => {
  const shown: string[] = []
  let nowMs = 0
  const relay = new TerminalRelay('proxy', 'proxy.log', { warn: (text) => void shown.push(text) }, () => nowMs)
  for (let i = 0; i < 100; i += 1) relay.line('{"level":40,"msg":"slow"}')
  expect(shown).toHaveLength(6)
  expect(shown.at(-1)).toBe('proxy: more of these in proxy.log')
  nowMs = 10_000
  relay.line('{"level":50,"msg":"broken"}')
  expect(shown.at(-1)).toBe('proxy: broken')
})
