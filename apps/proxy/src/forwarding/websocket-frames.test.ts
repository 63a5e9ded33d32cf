import { expect, test } from 'vitest'
import { closeFrame, WebSocketFrames } from './websocket-frames.ts'

const frames: readonly [string, number[]][] = [
  ['empty', [0x81, 0]],
  ['short', [0x81, 3, 1, 2, 3]],
  ['of 16-bit length', [0x82, 126, 0, 200, ...Array<number>(200).fill(0x81)]],
  ['of 64-bit length', [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0, ...Array<number>(65_536).fill(0x89)]],
  ['masked', [0x81, 0x82, 9, 9, 9, 9, 1, 2]],
]

test.each(frames)('a frame that is %s ends where it ends, however its bytes are cut', (_name, bytes) => {
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const stream = new WebSocketFrames()
    const doubled = Uint8Array.from([...bytes, ...bytes])
    const boundaries: number[] = []
    for (let start = 0; start < doubled.length; start += size) {
      stream.push(doubled.subarray(start, start + size))
      const end = Math.min(start + size, doubled.length)
      expect(stream.isAtBoundary).toBe(end === bytes.length || end === doubled.length)
      if (stream.isAtBoundary) boundaries.push(end)
    }
    expect(boundaries).toContain(doubled.length)
  }
})

test('a close frame holds the code and the reason', () => {
  expect([...closeFrame(1008, 'no')]).toEqual([0x88, 4, 0x03, 0xf0, 0x6e, 0x6f])
})

test('a reason that is too long is cut between characters', () => {
  const frame = closeFrame(1008, 'é'.repeat(100))

  expect(frame[1]).toBe(frame.length - 2)
  expect(frame.length).toBeLessThanOrEqual(127)
  expect(frame.subarray(4).toString()).toBe('é'.repeat(61))
})
