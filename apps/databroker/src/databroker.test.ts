import type { Change } from '@sallyport/records'
import { expect, test } from 'vitest'
import { startTestBroker } from './databroker.fixture.ts'

const session = { user_id: 'idp/bob', kind: 'browser', handle_hash: 'x', issued_at: '2026-01-01T00:00:00Z' }

test('of two sessions of one user, one delete reaches every mirror, says whose session it was and why, and cannot be undone by a late put', async () => {
  await using network = await startTestBroker()
  const { records } = await network.connect('authenticate')
  const mirrors = await Promise.all(
    (['authenticate', 'authorize', 'proxy'] as const).map((service) => network.mirror(service, ['session'])),
  )
  const kept = await records.put({ type: 'session', id: 'kept', data: session, precondition: { mode: 'create' } })
  const ended = await records.put({ type: 'session', id: 'ended', data: session, precondition: { mode: 'create' } })
  if (kept.outcome !== 'stored' || ended.outcome !== 'stored') throw new Error('not stored')
  const signal = AbortSignal.timeout(5_000)
  await Promise.all(mirrors.map((mirror) => mirror.waitForVersion(ended.epoch, ended.version, signal)))
  const seen = mirrors.map((mirror) => {
    const changes: Change[] = []
    mirror.onChange((batch) => void changes.push(...batch.changes))
    return changes
  })

  const deletion = await records.delete({ type: 'session', id: 'ended', reason: 'signed out' })
  if (deletion.outcome !== 'gone') throw new Error(deletion.outcome)
  expect(deletion.deletedByThisCall).toBe(true)
  await Promise.all(mirrors.map((mirror) => mirror.waitForVersion(ended.epoch, deletion.version, signal)))

  for (const mirror of mirrors) expect([...mirror.byType('session')].map(({ id }) => id)).toEqual(['kept'])
  for (const changes of seen) {
    expect(changes).toMatchObject([
      { type: 'session', id: 'ended', tombstone: { deleteReason: 'signed out', data: { user_id: 'idp/bob' } } },
    ])
  }
  const late = { type: 'session', id: 'ended', data: session } as const
  expect(await records.put({ ...late, precondition: { mode: 'create' } })).toMatchObject({ outcome: 'deleted' })
  expect(
    await records.put({ ...late, precondition: { mode: 'compare-and-set', expectedVersion: ended.version } }),
  ).toMatchObject({ outcome: 'deleted' })
})

test('a deleted single-use record is deleted by exactly one of many callers', async () => {
  await using network = await startTestBroker()
  const { records } = await network.connect('authenticate')
  await records.put({ type: 'sign_in_code', id: 'code', data: {}, precondition: { mode: 'create' } })
  const results = await Promise.all(
    Array.from({ length: 20 }, () => records.delete({ type: 'sign_in_code', id: 'code', reason: 'redeemed' })),
  )
  expect(results.filter((result) => result.outcome === 'gone' && result.deletedByThisCall)).toHaveLength(1)
})
