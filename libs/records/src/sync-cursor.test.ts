import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { decodeSyncCursor, encodeSyncCursor } from './sync-cursor.ts'

const view = Buffer.alloc(16, 7).toString('base64url')

test('a cursor comes back as it was', () => {
  for (const version of [0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n]) {
    const cursor = { epoch: randomUUID(), version, viewHash: view }
    expect(decodeSyncCursor(encodeSyncCursor(cursor))).toEqual(cursor)
  }
})

test('a cut, extended or forged cursor is no cursor', () => {
  const good = Buffer.from(encodeSyncCursor({ epoch: 'epoch-1', version: 7n, viewHash: view }))
  for (let length = 0; length < good.length; length++)
    expect(decodeSyncCursor(good.subarray(0, length))).toBeUndefined()
  expect(decodeSyncCursor(Buffer.concat([good, Buffer.from([0])]))).toBeUndefined()
  const forge = (offset: number, byte: number) => decodeSyncCursor(Buffer.from(good).fill(byte, offset, offset + 1))
  expect(forge(0, 2)).toBeUndefined()
  expect(forge(1, 0)).toBeUndefined()
  expect(forge(1, 255)).toBeUndefined()
  expect(forge(2, 0xff)).toBeUndefined()
  expect(forge(2 + 'epoch-1'.length, 0x80)).toBeUndefined()
})

test('random bytes decode to nothing or to what they encode', () => {
  for (let round = 0; round < 2_000; round++) {
    const bytes = randomBytes(round % 60)
    if (bytes.length > 1 && round % 2 === 0) bytes.set([1, Math.max(0, bytes.length - 26)])
    const cursor = decodeSyncCursor(bytes)
    if (cursor !== undefined) expect(Buffer.from(encodeSyncCursor(cursor))).toEqual(bytes)
  }
})
