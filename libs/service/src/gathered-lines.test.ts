import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GatheredLines } from './gathered-lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function gathering() {
  const written: string[] = []
  const lines = new GatheredLines({ write: (text) => void written.push(text) })
  const messages = () => written.map((text) => [...text.matchAll(/"msg":"([^"]*)"/g)].map(([, message]) => message))
  return { lines, log: pino({}, lines), messages }
}

test('lines of a moment are written together, and none waits for long', () => {
  const { log, messages } = gathering()
  log.info('one')
  log.info('two')
  expect(messages()).toEqual([])
  vi.advanceTimersByTime(100)
  expect(messages()).toEqual([['one', 'two']])
  log.info('three')
  vi.advanceTimersByTime(100)
  expect(messages()).toEqual([['one', 'two'], ['three']])
})

test('a warning is written at once, and what came before it stays before it', () => {
  const { log, messages } = gathering()
  log.info('before')
  log.warn('trouble')
  log.info('after')
  expect(messages()).toEqual([['before', 'trouble']])
})

test('much is written without waiting for the time', () => {
  const { log, messages } = gathering()
  for (let line = 0; line < 100; line++) log.info({ padding: 'x'.repeat(100) }, 'line')
  expect(messages().length).toBeGreaterThan(0)
  expect(messages().flat().length).toBeGreaterThan(50)
})

test('nothing waits after a flush', () => {
  const { lines, log, messages } = gathering()
  log.info('last')
  lines.flush()
  lines.flush()
  expect(messages()).toEqual([['last']])
  vi.advanceTimersByTime(1_000)
  expect(messages()).toEqual([['last']])
})
