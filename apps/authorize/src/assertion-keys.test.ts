import type { SharedKey } from '@sallyport/databroker-client'
import { AppError, Secret, silentLogger } from '@sallyport/kernel'
import type { LiveRecord } from '@sallyport/records'
import { generateSigningKey } from '@sallyport/tokens'
import { expect, test, vi } from 'vitest'
import { AssertionKeys } from './assertion-keys.ts'

const start = new Date('2030-01-01T00:00:00Z')
const minutes = (count: number) => new Date(start.getTime() + count * 60_000)
const signal = AbortSignal.timeout(10_000)

test('a new key is published at once and signs once its time has come; the old one stays published until it is retired', async () => {
  const [old, next] = [aKey(start), aKey(minutes(10))]
  const broker = new FakeBroker([old])
  await using keys = await open(broker)
  expect(keys.signingKey?.kid).toBe(old.kid)

  broker.ring = [next, { ...old, retiredAt: minutes(70) }]
  await vi.waitFor(() => expect(broker.publishedKids()).toEqual([next.kid, old.kid]))
  await vi.waitFor(() => expect(keys.describe()).toMatchObject({ published: [{ kid: next.kid }, { kid: old.kid }] }))
  expect(keys.signingKey?.kid).toBe(old.kid)
  broker.now = minutes(10)
  expect(keys.signingKey?.kid).toBe(next.kid)
  broker.now = minutes(70)
  await vi.waitFor(() => expect(broker.publishedKids()).toEqual([next.kid]))
})

test('a key that could not be published does not sign, whatever its time', async () => {
  const [old, next] = [aKey(start), aKey(minutes(1))]
  const broker = new FakeBroker([old])
  await using keys = await open(broker)
  broker.isPutRefused = true
  broker.ring = [next, old]
  broker.now = minutes(2)
  await vi.waitFor(() => expect(keys.describe()).toMatchObject({ problem: 'no databroker' }))
  expect(keys.signingKey?.kid).toBe(old.kid)
  broker.isPutRefused = false
  await vi.waitFor(() => expect(keys.signingKey?.kid).toBe(next.kid))
  await vi.waitFor(() => expect(keys.describe()).toMatchObject({ problem: null }))
})

test('nothing signs once every key is retired', async () => {
  const broker = new FakeBroker([{ ...aKey(start), retiredAt: minutes(60) }])
  await using keys = await open(broker)
  broker.now = minutes(60)
  expect(keys.signingKey).toBeUndefined()
})

test('of keys that are all in the future, because this clock runs behind, the first signs', async () => {
  const [first, second] = [aKey(minutes(5)), aKey(minutes(15))]
  await using keys = await open(new FakeBroker([second, first]))
  expect(keys.signingKey?.kid).toBe(first.kid)
})

test('the published record is written again when it was deleted, and half-way to its expiry, and else left alone', async () => {
  const broker = new FakeBroker([aKey(start)])
  await using _keys = await open(broker)
  expect(broker.record?.expiresAt).toEqual(minutes(24 * 60))
  await vi.waitFor(() => expect(broker.rings).toBeGreaterThan(3))
  expect(broker.puts).toBe(1)

  broker.deleteRecord()
  await vi.waitFor(() => expect(broker.record).toBeDefined())
  expect(broker.puts).toBe(3)

  broker.now = minutes(12 * 60)
  await vi.waitFor(() => expect(broker.record?.expiresAt).toEqual(minutes(36 * 60)))
})

test('opening waits for the databroker, and does not wait for what no waiting mends', async () => {
  const broker = new FakeBroker([aKey(start)])
  broker.isPutRefused = true
  const opening = open(broker)
  await vi.waitFor(() => expect(broker.puts).toBeGreaterThan(0))
  broker.isPutRefused = false
  await using _keys = await opening

  const lost = new FakeBroker([])
  lost.refusal = new AppError('failed-precondition', 'the broker key cannot open the ring')
  await expect(open(lost)).rejects.toThrow('the broker key cannot open the ring')
})

function open(broker: FakeBroker): Promise<AssertionKeys> {
  const now = () => broker.now
  return AssertionKeys.open(
    { broker, mirror: broker, instance: 'authorize-0', log: silentLogger, refreshMs: 2, now },
    signal,
  )
}

function aKey(activeFrom: Date): SharedKey {
  const { kid, pkcs8 } = generateSigningKey()
  return { kid, material: new Secret(pkcs8.reveal()), createdAt: start, activeFrom }
}

/** The databroker and the mirror of its one record. */
class FakeBroker {
  ring: readonly SharedKey[]
  now = start
  isPutRefused = false
  refusal: AppError | undefined
  puts = 0
  rings = 0
  record: LiveRecord | undefined
  #version = 0n
  #isDeleted = false

  constructor(ring: readonly SharedKey[]) {
    this.ring = ring
  }

  async keyRing(): Promise<readonly SharedKey[]> {
    this.rings += 1
    if (this.refusal) throw this.refusal
    return this.ring
  }

  async put({ type, id, data, precondition, expiresAt }: Parameters<AssertionKeysBroker['put']>[0]) {
    this.puts += 1
    if (this.isPutRefused) throw new AppError('unavailable', 'no databroker')
    if (this.#isDeleted && precondition.mode === 'upsert')
      return { outcome: 'deleted', currentVersion: this.#version } as const
    this.#isDeleted = false
    this.#version += 1n
    const times = { createdAt: this.now, modifiedAt: this.now, ...(expiresAt && { expiresAt }) }
    this.record = { deleted: false, type, id, version: this.#version, data, writtenBy: 'test', ...times }
    return { outcome: 'stored', version: this.#version, epoch: 'epoch-1' } as const
  }

  get(): LiveRecord | undefined {
    return this.record
  }

  deleteRecord(): void {
    this.record = undefined
    this.#isDeleted = true
  }

  publishedKids(): unknown {
    const published = this.record?.data['keys']
    return Array.isArray(published) ? published.map((key: { kid: string }) => key.kid) : undefined
  }
}

type AssertionKeysBroker = Parameters<typeof AssertionKeys.open>[0]['broker']
