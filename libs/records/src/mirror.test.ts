import { expect, test } from 'vitest'
import type { ChangeBatch } from './change.ts'
import { type Checkpoint, Mirror, type MirrorOptions } from './mirror.ts'
import type { LiveRecord, RecordData, RecordType, StoredRecord } from './record.ts'

const at = new Date('2026-01-01T00:00:00Z')

function live(type: RecordType, id: string, version: number, data: RecordData = {}): LiveRecord {
  return { deleted: false, type, id, version: BigInt(version), data, createdAt: at, modifiedAt: at, writtenBy: 'test' }
}

function gone(type: RecordType, id: string, version: number, data: RecordData = {}): StoredRecord {
  const deletion = { deletedAt: at, deleteReason: 'signed out', deletedBy: 'test' }
  return { deleted: true, type, id, version: BigInt(version), data, ...deletion }
}

function point(version: number, epoch = 'e1', storeId = 's1'): Checkpoint {
  return { epoch, version: BigInt(version), storeId, cursor: Buffer.from(`${epoch}:${version}`) }
}

function emptyMirror(options: Partial<MirrorOptions> = {}): Mirror {
  return new Mirror({ types: ['session', 'route', 'policy'], indexes: { session: ['user_id'] }, ...options })
}

/** A mirror that shows `records` at `version`. */
function mirrorOf(records: StoredRecord[], version: number, options: Partial<MirrorOptions> = {}): Mirror {
  const mirror = emptyMirror(options)
  receiveReset(mirror, records, point(version))
  return mirror
}

function receiveReset(mirror: Mirror, records: StoredRecord[], checkpoint: Checkpoint): 'shown' | 'held' {
  mirror.streamStarted()
  mirror.reset(checkpoint)
  mirror.apply(records)
  return mirror.checkpoint(checkpoint)
}

function batches(mirror: Mirror): ChangeBatch[] {
  const seen: ChangeBatch[] = []
  mirror.onChange((batch) => seen.push(batch))
  return seen
}

test('on first start nothing is shown before the checkpoint', () => {
  const mirror = emptyMirror()
  mirror.streamStarted()
  mirror.reset(point(0))
  mirror.apply([live('session', 'a', 1)])
  expect(mirror.get({ type: 'session', id: 'a' })).toBeUndefined()
  expect(mirror.version).toBe(0n)
  expect(mirror.isSettled).toBe(false)
  mirror.checkpoint(point(1))
  expect(mirror.get({ type: 'session', id: 'a' })).toMatchObject({ version: 1n })
  expect([mirror.version, mirror.epoch, mirror.isSettled]).toEqual([1n, 'e1', true])
})

test('a reset is built aside: readers keep the old state until it is complete', () => {
  const mirror = mirrorOf([live('session', 'old', 1)], 1)
  mirror.streamStarted()
  mirror.reset(point(0, 'e2'))
  mirror.apply([live('session', 'new', 1)])
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['old'])
  mirror.checkpoint(point(1, 'e2'))
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['new'])
})

test('a catch-up after a reconnect shows nothing before its checkpoint', () => {
  const mirror = mirrorOf([live('session', 'a', 1)], 1)
  mirror.streamStarted()
  mirror.apply([gone('session', 'a', 2), live('session', 'b', 3)])
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['a'])
  expect(mirror.changesSince(1n)).toEqual([])
  mirror.checkpoint(point(3))
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['b'])
})

test('what a broken stream left unfinished is forgotten', () => {
  const mirror = mirrorOf([], 1)
  mirror.apply([live('session', 'a', 2)])
  mirror.streamStarted()
  mirror.checkpoint(point(2))
  expect(mirror.get({ type: 'session', id: 'a' })).toBeUndefined()
})

test('a reset that a broken stream left unfinished is forgotten', () => {
  const mirror = mirrorOf([live('session', 'a', 1)], 1)
  mirror.reset(point(1))
  mirror.streamStarted()
  mirror.checkpoint(point(2))
  expect(mirror.get({ type: 'session', id: 'a' })).toBeDefined()
})

test('of one record only the newest version counts, whatever the order', () => {
  const mirror = mirrorOf([], 1)
  mirror.apply([live('session', 'a', 4, { n: 4 }), live('session', 'a', 3, { n: 3 })])
  mirror.checkpoint(point(4))
  expect(mirror.get({ type: 'session', id: 'a' })?.data).toEqual({ n: 4 })
})

test('a deleted record does not come back with an older version', () => {
  const mirror = mirrorOf([live('session', 'a', 1)], 1)
  mirror.apply([gone('session', 'a', 5)])
  mirror.checkpoint(point(5))
  mirror.apply([live('session', 'a', 4)])
  mirror.checkpoint(point(6))
  expect(mirror.get({ type: 'session', id: 'a' })).toBeUndefined()
})

test('a tombstone in a reset keeps an older version out', () => {
  const mirror = mirrorOf([gone('session', 'a', 5), live('session', 'a', 4)], 5)
  expect(mirror.get({ type: 'session', id: 'a' })).toBeUndefined()
})

test('an index follows puts, moves and deletes', () => {
  const mirror = mirrorOf([live('session', 'a', 1, { user_id: 'u' }), live('session', 'b', 2, { user_id: 'u' })], 2)
  const sessionsOf = (user: string) => [...mirror.byField('session', 'user_id', user)].map(({ id }) => id)
  expect(sessionsOf('u')).toEqual(['a', 'b'])
  mirror.apply([live('session', 'a', 3, { user_id: 'v' }), gone('session', 'b', 4, { user_id: 'u' })])
  mirror.checkpoint(point(4))
  expect([sessionsOf('u'), sessionsOf('v')]).toEqual([[], ['a']])
  expect(() => mirror.byField('session', 'provider', 'p')).toThrow('not indexed')
})

test('listeners get the old and the new record of each change, in one batch, when it is visible', () => {
  const mirror = mirrorOf([live('session', 'a', 1, { n: 1 })], 1)
  const seen: unknown[] = []
  mirror.onChange((batch) => seen.push(batch, mirror.get({ type: 'session', id: 'a' }), mirror.version))
  mirror.apply([live('session', 'b', 3), live('session', 'a', 2, { n: 2 })])
  expect(seen).toEqual([])
  mirror.checkpoint(point(3))
  expect(seen).toMatchObject([
    {
      reset: false,
      version: 3n,
      changes: [
        { id: 'a', version: 2n, before: { data: { n: 1 } }, after: { data: { n: 2 } } },
        { id: 'b', version: 3n, before: undefined },
      ],
    },
    { data: { n: 2 } },
    3n,
  ])
})

test('a checkpoint without changes moves the version and calls nobody', () => {
  const mirror = mirrorOf([], 1)
  const seen = batches(mirror)
  mirror.checkpoint(point(9))
  expect([mirror.version, seen]).toEqual([9n, []])
  expect(Buffer.from(mirror.cursor ?? []).toString()).toBe('e1:9')
})

test('a listener that fails keeps the change from no other', () => {
  const mirror = mirrorOf([], 1)
  mirror.onChange(() => {
    throw new Error('bug')
  })
  const seen = batches(mirror)
  mirror.apply([live('session', 'a', 2)])
  expect(() => mirror.checkpoint(point(2))).toThrow(AggregateError)
  expect(seen).toHaveLength(1)
})

test('a listener is called no more once it is disposed', () => {
  const mirror = mirrorOf([], 1)
  const seen: ChangeBatch[] = []
  mirror.onChange((batch) => seen.push(batch))[Symbol.dispose]()
  mirror.apply([live('session', 'a', 2)])
  mirror.checkpoint(point(2))
  expect(seen).toEqual([])
})

test('a record that came and went between two checkpoints is still a change', () => {
  const mirror = mirrorOf([], 1)
  const seen = batches(mirror)
  mirror.apply([live('session', 'a', 2), gone('session', 'a', 3, { user_id: 'u' })])
  mirror.checkpoint(point(3))
  expect(seen[0]?.changes).toMatchObject([{ id: 'a', before: undefined, after: undefined, tombstone: { version: 3n } }])
})

test('a deleted record leaves the state but stays in the ring', () => {
  const mirror = mirrorOf([live('session', 'a', 1)], 1)
  mirror.apply([gone('session', 'a', 2)])
  mirror.checkpoint(point(2))
  expect(mirror.changesSince(1n)).toMatchObject([{ id: 'a', version: 2n, tombstone: { deleteReason: 'signed out' } }])
})

test('the ring covers what it says and nothing from before a reset', () => {
  const mirror = mirrorOf([live('session', 'a', 1)], 5, { ringCapacity: 2 })
  expect([mirror.changesSince(5n), mirror.changesSince(4n)]).toEqual([[], undefined])
  mirror.apply([live('session', 'a', 6), live('session', 'b', 7), live('session', 'c', 8)])
  mirror.checkpoint(point(8))
  expect(mirror.changesSince(5n)).toBeUndefined()
  expect(mirror.changesSince(6n)?.map(({ id }) => id)).toEqual(['b', 'c'])
  receiveReset(mirror, [], point(9))
  expect([mirror.changesSince(8n), mirror.changesSince(9n)]).toEqual([undefined, []])
})

test('records of other types are ignored', () => {
  const mirror = mirrorOf([], 1)
  mirror.apply([live('grant', 'g', 2)])
  mirror.checkpoint(point(2))
  expect([...mirror.byType('grant')]).toEqual([])
  expect(mirror.changesSince(1n)).toEqual([])
})

test.each([
  ['a checkpoint behind its own', 'behind', (mirror: Mirror) => mirror.checkpoint(point(9))],
  ['a reset behind its own', 'behind', (mirror: Mirror) => receiveReset(mirror, [], point(9))],
  ['a checkpoint of another store', 'other-store', (mirror: Mirror) => mirror.checkpoint(point(11, 'e1', 's2'))],
  [
    'a checkpoint older than what came before it',
    'protocol',
    (mirror: Mirror) => {
      mirror.apply([live('session', 'b', 12)])
      mirror.checkpoint(point(11))
    },
  ],
  [
    'a reset that ends in another store than it began in',
    'protocol',
    (mirror: Mirror) => {
      mirror.reset(point(10))
      mirror.checkpoint(point(11, 'e1', 's2'))
    },
  ],
])('a mirror refuses %s and keeps what it shows', (_, reason, violation) => {
  const mirror = mirrorOf([live('session', 'a', 1)], 10)
  expect(() => violation(mirror)).toThrow(expect.objectContaining({ reason, code: 'failed-precondition' }))
  expect([mirror.version, mirror.get({ type: 'session', id: 'a' })?.version]).toEqual([10n, 1n])
})

test('a first stream must begin with a reset', () => {
  expect(() => emptyMirror().checkpoint(point(1))).toThrow(expect.objectContaining({ reason: 'protocol' }))
})

test('a superseded epoch is refused for ever', () => {
  const mirror = mirrorOf([], 10)
  mirror.checkpoint(point(10, 'e2'))
  receiveReset(mirror, [], point(3, 'e3'))
  for (const old of ['e1', 'e2']) {
    expect(() => mirror.reset(point(99, old))).toThrow(expect.objectContaining({ reason: 'superseded-epoch' }))
    expect(() => mirror.checkpoint(point(99, old))).toThrow(expect.objectContaining({ reason: 'superseded-epoch' }))
  }
})

test('a reset in a new epoch may go back, and every record in it counts as changed', () => {
  const mirror = mirrorOf([live('session', 'a', 1), live('session', 'b', 2), live('session', 'c', 3)], 10)
  const seen = batches(mirror)
  receiveReset(mirror, [live('session', 'a', 1), live('session', 'd', 4)], point(4, 'e2'))
  expect(seen).toMatchObject([{ reset: true, epoch: 'e2', version: 4n }])
  expect(seen[0]?.changes.map(({ id, before, after }) => [id, before?.version, after?.version])).toEqual([
    ['b', 2n, undefined],
    ['c', 3n, undefined],
    ['a', 1n, 1n],
    ['d', undefined, 4n],
  ])
})

test('a reset in the same epoch names what differs', () => {
  const mirror = mirrorOf([live('session', 'a', 1), live('session', 'b', 2)], 10)
  const seen = batches(mirror)
  receiveReset(mirror, [live('session', 'a', 1), live('session', 'b', 11)], point(11))
  expect(seen[0]?.changes.map(({ id }) => id)).toEqual(['b'])
})

test('a reset from another store is kept aside until an operator confirms it', () => {
  const mirror = mirrorOf([live('session', 'a', 1)], 10)
  expect(receiveReset(mirror, [live('session', 'b', 1)], point(20, 'e9', 's2'))).toBe('held')
  expect(mirror.heldReset).toEqual({ because: 'other-store', storeId: 's2', version: 20n })
  expect([mirror.version, mirror.isSettled, mirror.get({ type: 'session', id: 'b' })]).toEqual([10n, false, undefined])
  mirror.apply([live('session', 'c', 21)])
  expect(mirror.checkpoint(point(21, 'e9', 's2'))).toBe('held')
  expect(mirror.heldResets).toBe(1)
  expect(mirror.confirmHeldReset()).toBe(true)
  expect(mirror.checkpoint(point(22, 'e9', 's2'))).toBe('shown')
  expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['b', 'c'])
  expect([mirror.heldReset, mirror.confirmHeldReset(), mirror.isSettled]).toEqual([undefined, false, true])
})

test('a reset that the guard rejects is shown as soon as it accepts it', () => {
  const mirror = mirrorOf([live('route', 'r', 1)], 10, { acceptReset: (candidate) => candidate.count('route') > 0 })
  expect(receiveReset(mirror, [], point(20))).toBe('held')
  expect(mirror.heldReset?.because).toBe('rejected')
  expect(mirror.get({ type: 'route', id: 'r' })).toBeDefined()
  mirror.apply([live('route', 'r2', 21)])
  expect(mirror.checkpoint(point(21))).toBe('shown')
  expect([...mirror.byType('route')].map(({ id }) => id)).toEqual(['r2'])
})

test('the first state is taken even if the guard would reject it: there is nothing to keep', () => {
  expect(mirrorOf([], 1, { acceptReset: () => false }).version).toBe(1n)
})

test('a version is waited for until it is shown', async () => {
  const mirror = mirrorOf([], 1)
  const signal = new AbortController().signal
  const reached = mirror.waitForVersion('e1', 3n, signal)
  const order: string[] = []
  void reached.then(() => order.push('reached'))
  mirror.checkpoint(point(2))
  await Promise.resolve()
  expect(order).toEqual([])
  mirror.checkpoint(point(3))
  expect(await reached).toBe('reached')
})

test('waiting for a version ends with the signal', async () => {
  const waiting = new AbortController()
  const reached = mirrorOf([], 1).waitForVersion('e1', 3n, waiting.signal)
  waiting.abort(new Error('enough'))
  await expect(reached).rejects.toThrow('enough')
})

test('of an epoch that was left, what was shown before the mirror went on is known, the rest cannot be told', async () => {
  const mirror = mirrorOf([], 5)
  const { signal } = new AbortController()
  mirror.checkpoint(point(8, 'e2'))
  expect(await mirror.waitForVersion('e1', 5n, signal)).toBe('reached')
  expect(await mirror.waitForVersion('e1', 6n, signal)).toBe('other-epoch')
  receiveReset(mirror, [], point(20, 'e3'))
  expect(await mirror.waitForVersion('e1', 5n, signal)).toBe('other-epoch')
  expect(await mirror.waitForVersion('e2', 8n, signal)).toBe('other-epoch')
})

test('a mirrored record reads like the live record it came from', () => {
  const record = { ...live('session', 'a', 1, { user_id: 'u' }), expiresAt: new Date(at.getTime() + 1000) }
  const mirrored = mirrorOf([record], 1).get(record)
  expect(mirrored).toMatchObject({ deleted: false, data: record.data, writtenBy: 'test', expiresAt: record.expiresAt })
  expect([mirrored?.createdAt, mirrored?.modifiedAt]).toEqual([at, at])
})
