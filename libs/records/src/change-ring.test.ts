import { expect, test } from 'vitest'
import type { Change } from './change.ts'
import { ChangeRing } from './change-ring.ts'

function change(version: number): Change {
  const nothing = { before: undefined, after: undefined, tombstone: undefined }
  return { type: 'session', id: `s${version}`, version: BigInt(version), ...nothing }
}

test('the ring holds exactly its capacity, however many changes go by', () => {
  const ring = new ChangeRing(3)
  for (let version = 1; version <= 100; version++) {
    ring.push(change(version))
    const oldest = Math.max(0, version - 3)
    expect(ring.since(BigInt(oldest))?.map((held) => Number(held.version))).toEqual(
      [oldest + 1, oldest + 2, oldest + 3].filter((held) => held <= version),
    )
    if (oldest > 0) expect(ring.since(BigInt(oldest - 1))).toBeUndefined()
  }
})

test('versions between two changes are covered', () => {
  const ring = new ChangeRing(10)
  ring.restart(5n)
  ring.push(change(8))
  ring.push(change(12))
  const versionsSince = (version: bigint) => ring.since(version)?.map((held) => held.version)
  expect([4n, 5n, 7n, 8n, 11n, 12n, 40n].map(versionsSince)).toEqual([
    undefined,
    [8n, 12n],
    [8n, 12n],
    [12n],
    [12n],
    [],
    [],
  ])
})
