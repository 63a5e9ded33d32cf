import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { LineTap } from './line-tap.ts'

test('lines are shown whole however the bytes were cut, and the bytes go through unchanged', async () => {
  const lines: string[] = []
  const tap = new LineTap((line) => lines.push(line))
  const euro = Buffer.from('€')
  tap.write('one\ntw')
  tap.write('o ')
  tap.write(euro.subarray(0, 1))
  tap.write(euro.subarray(1))
  tap.end('\nthree')
  expect(await text(tap)).toBe('one\ntwo €\nthree')
  expect(lines).toEqual(['one', 'two €', 'three'])
})

test('a line without an end costs bounded memory', async () => {
  const lines: string[] = []
  const tap = new LineTap((line) => lines.push(line))
  for (let i = 0; i < 100; i += 1) tap.write('x'.repeat(1_000))
  tap.resume().end('\n')
  await new Promise((resolve) => tap.once('end', resolve))
  expect(lines.map((line) => line.length)).toEqual([16_384])
})
