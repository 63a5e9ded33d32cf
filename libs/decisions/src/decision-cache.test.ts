import { expect, test } from 'vitest'
import type { Question } from './admission.ts'
import type { Basis, CheckAnswer, DefiniteDecision } from './decision.ts'
import { DecisionCache, defaultDecisionCacheLimits } from './decision-cache.ts'
import { collectionDependency, indexDependency } from './dependency.ts'
import { bringChanges, gone, live, mirrorOf } from './records.fixture.ts'
import type { RequestAttributes } from './request-attributes.ts'
import { request } from './requests.fixture.ts'

const route = { id: 'r', version: 1n }
const session = { type: 'session', id: 's', version: 2n }
const allow: DefiniteDecision = { outcome: 'allow', reasons: [], upstreamHeaders: [] }

function decided(basis: Partial<Basis> = {}, decision = allow): CheckAnswer {
  const whole = { epoch: 'epoch-1', decidedAt: 10n, dependencies: [session], vary: [], lifetimeMs: 60_000, ...basis }
  return { outcome: 'decided', decision, basis: whole }
}

function question(attributes: Partial<RequestAttributes> = {}, more: Partial<Question> = {}): Question {
  return { route, credential: 's', attributes: request(attributes), sentAtMs: 0, ...more }
}

function cacheAt(nowMs = 0, limits = defaultDecisionCacheLimits) {
  const clock = { ms: nowMs }
  return { clock, cache: new DecisionCache(limits, () => clock.ms) }
}

function mirrorAt10() {
  return mirrorOf([live('route', 'r', 1), live('session', 's', 2, { user_id: 'u' })], 10)
}

test('an admitted decision serves the next such request', () => {
  const { cache } = cacheAt()
  expect(cache.admit(decided(), question(), mirrorAt10())).toMatchObject({ outcome: 'use', held: { decision: allow } })
  expect(cache.find(route, 's', request({ path: '/other' }))?.decision).toBe(allow)
})

test('it serves no other credential, route or version of the route', () => {
  const { cache } = cacheAt()
  cache.admit(decided(), question(), mirrorAt10())
  expect(cache.find(route, 't', request())).toBeUndefined()
  expect(cache.find({ ...route, id: 'other' }, 's', request())).toBeUndefined()
  expect(cache.find({ ...route, version: 2n }, 's', request())).toBeUndefined()
})

test.each<[string, string, Partial<RequestAttributes>]>([
  ['method', 'GET', { method: 'POST' }],
  ['host', 'app.example.com', { host: 'b.example.com' }],
  ['path', '/', { path: '/admin' }],
  ['source_ip', '192.0.2.1', { sourceIp: '' }],
  ['client_certificate', '', { clientCertificate: { chain: [], hash: 'h' } }],
  ['header:origin', '', { headers: new Map([['origin', 'https://evil.test']]) }],
])('a decision that read %s serves only requests with the same value', (attribute, value, other) => {
  const { cache } = cacheAt()
  cache.admit(decided({ vary: [{ attribute, value }] }), question(), mirrorAt10())
  expect(cache.find(route, 's', request())).toBeDefined()
  expect(cache.find(route, 's', request(other))).toBeUndefined()
})

test('decisions that read different attributes stand side by side', () => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  const deny: DefiniteDecision = { outcome: 'deny', reasons: [] }
  cache.admit(decided({ vary: [{ attribute: 'method', value: 'GET' }] }), question(), mirror)
  const vary = [
    { attribute: 'path', value: '/x' },
    { attribute: 'method', value: 'POST' },
  ]
  cache.admit(decided({ vary }, deny), question({ method: 'POST', path: '/x' }), mirror)
  expect(cache.find(route, 's', request({ path: '/x' }))?.decision.outcome).toBe('allow')
  expect(cache.find(route, 's', request({ method: 'POST', path: '/x' }))?.decision.outcome).toBe('deny')
  expect(cache.find(route, 's', request({ method: 'POST', path: '/y' }))).toBeUndefined()
})

test('values, routes and credentials that only differ in where they are cut never share a decision', () => {
  const { cache } = cacheAt()
  const mirror = mirrorOf([live('route', 'r', 1), live('route', 'a:b', 1), live('session', 's', 2)], 10)
  const vary = [
    { attribute: 'method', value: '1:' },
    { attribute: 'path', value: '1' },
  ]
  cache.admit(decided({ vary }), question({ method: '1:', path: '1' }), mirror)
  expect(cache.find(route, 's', request({ method: '1', path: ':1' }))).toBeUndefined()
  expect(cache.find(route, 's', request({ method: '1:1', path: '' }))).toBeUndefined()
  cache.admit(decided(), question({}, { route: { id: 'a:b', version: 1n }, credential: 'c' }), mirror)
  expect(cache.find({ id: 'a', version: 1n }, 'b:c', request())).toBeUndefined()
  expect(cache.find({ id: 'a:b:c', version: 1n }, '', request())).toBeUndefined()
})

test('a change of a dependency drops the decision at once', () => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  mirror.onChange((batch) => cache.apply(batch))
  cache.admit(decided(), question(), mirror)
  bringChanges(mirror, [live('session', 'other', 11)], 11)
  expect(cache.find(route, 's', request())).toBeDefined()
  bringChanges(mirror, [gone('session', 's', 12)], 12)
  expect(cache.find(route, 's', request())).toBeUndefined()
  expect([cache.size, cache.bytes]).toEqual([0, 0])
})

test.each([
  ['a record that did not exist', { type: 'user', id: 'u', version: 0n }, live('user', 'u', 11)],
  ['a whole collection', collectionDependency('policy'), live('policy', 'new', 11)],
  [
    'an index, by the new value',
    indexDependency('session', 'user_id', 'v'),
    live('session', 's', 11, { user_id: 'v' }),
  ],
  [
    'an index, by the old value',
    indexDependency('session', 'user_id', 'u'),
    live('session', 's', 11, { user_id: 'v' }),
  ],
  ['an index whose field the view hides', indexDependency('user', 'email', 'a@example.com'), live('user', 'u', 11)],
])('a decision may depend on %s', (_, dependency, change) => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  mirror.onChange((batch) => cache.apply(batch))
  cache.admit(decided({ dependencies: [dependency] }), question(), mirror)
  bringChanges(mirror, [change], 11)
  expect(cache.find(route, 's', request())).toBeUndefined()
  expect(cache.admit(decided({ dependencies: [dependency] }), question(), mirror)).toMatchObject({
    because: 'dependency-changed',
  })
})

test('a change that was seen when it was decided leaves a decision; the next one drops it', () => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  mirror.onChange((batch) => cache.apply(batch))
  cache.admit(decided({ decidedAt: 12n }), question(), mirror)
  bringChanges(mirror, [live('session', 's', 12)], 12)
  expect(cache.find(route, 's', request())).toBeDefined()
  bringChanges(mirror, [live('session', 's', 13)], 13)
  expect(cache.find(route, 's', request())).toBeUndefined()
})

test('an answer older than a delete that already went by is not used', () => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  bringChanges(mirror, [gone('session', 's', 11)], 11)
  const admission = cache.admit(decided(), question(), mirror)
  expect(admission).toEqual({ outcome: 'ask-again', because: 'dependency-changed' })
  expect(cache.size).toBe(0)
})

test('an answer is used only where the mirror can tell that it still holds', () => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  const why = (answer: CheckAnswer, asked = question()) => {
    const admission = cache.admit(answer, asked, mirror)
    return admission.outcome === 'ask-again' ? admission.because : admission.outcome
  }
  expect(why({ outcome: 'stale' })).toBe('stale')
  expect(why(decided({ epoch: 'epoch-0' }))).toBe('other-epoch')
  expect(why(decided({ decidedAt: 9n }))).toBe('not-covered')
  expect(why(decided({ dependencies: [{ type: 'grant', id: 'g', version: 1n }] }))).toBe('not-followed')
  expect(why(decided({ dependencies: [{ type: 'not-yet-invented', id: 'x', version: 1n }] }))).toBe('not-followed')
  expect(why(decided(), question({}, { route: { id: 'r', version: 2n } }))).toBe('route-changed')
  expect(why(decided(), question({}, { route: { id: 'gone', version: 1n } }))).toBe('route-changed')
  expect(why(decided({ vary: [{ attribute: 'path', value: '/other' }] }))).toBe('other-attributes')
  expect(why(decided({ vary: [{ attribute: 'not-yet-invented', value: '' }] }))).toBe('other-attributes')
  expect(cache.size).toBe(0)
  expect(why(decided())).toBe('use')
})

test('unknown is passed on and never stored', () => {
  const { cache } = cacheAt()
  const unknown = { outcome: 'unknown', reasons: [{ code: 'behind', rule: '' }] } as const
  expect(cache.admit(unknown, question(), mirrorAt10())).toEqual({ outcome: 'unknown', decision: unknown })
  expect(cache.size).toBe(0)
})

test('a lifetime counts from the sending of the question', () => {
  const { cache, clock } = cacheAt(900)
  const mirror = mirrorAt10()
  const sent = question({}, { sentAtMs: 500 })
  expect(cache.admit(decided({ lifetimeMs: 400 }), sent, mirror)).toMatchObject({ because: 'expired' })
  expect(cache.admit(decided({ lifetimeMs: 1_000 }), sent, mirror)).toMatchObject({
    held: { expiresAtMs: 1_500, renewAtMs: 1_250 },
  })
  clock.ms = 1_499
  expect(cache.find(route, 's', request())).toBeDefined()
  clock.ms = 1_500
  expect(cache.find(route, 's', request())).toBeUndefined()
})

test('an answer without a lifetime is used and not stored', () => {
  const { cache } = cacheAt(900)
  expect(cache.admit(decided({ lifetimeMs: 0 }), question(), mirrorAt10()).outcome).toBe('use')
  expect(cache.size).toBe(0)
})

test('a reset drops everything', () => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  mirror.onChange((batch) => cache.apply(batch))
  cache.admit(decided(), question(), mirror)
  mirror.streamStarted()
  mirror.reset({ storeId: 'store', epoch: 'epoch-1' })
  bringChanges(mirror, [live('route', 'r', 1), live('session', 's', 2, { user_id: 'u' })], 10)
  expect(cache.find(route, 's', request())).toBeUndefined()
})

test('a newer answer to the same question replaces the older', () => {
  const { cache } = cacheAt()
  const mirror = mirrorAt10()
  cache.admit(decided({ lifetimeMs: 10 }), question(), mirror)
  const bytes = cache.bytes
  cache.admit(decided({ lifetimeMs: 20 }), question(), mirror)
  expect([cache.size, cache.bytes, cache.find(route, 's', request())?.expiresAtMs]).toEqual([1, bytes, 20])
})

test('paths that one client makes up push out nobody else, and no entry that is in use', () => {
  const roomy = { entries: 1_000, bytes: 1e9 }
  const { cache } = cacheAt(0, { total: roomy, withoutCredential: roomy, perCredential: { entries: 8, bytes: 1e6 } })
  const mirror = mirrorOf([live('route', 'r', 1)], 10)
  const ask = (credential: string, path: string) =>
    cache.admit(decided({ vary: [{ attribute: 'path', value: path }] }), question({ path }, { credential }), mirror)
  ask('t', '/')
  ask('s', '/used')
  for (let n = 0; n < 100; n++) {
    ask('s', `/${n}`)
    expect(cache.find(route, 's', request({ path: '/used' }))).toBeDefined()
  }
  expect(cache.size).toBe(9)
  expect(cache.find(route, 't', request())).toBeDefined()
})

test('the whole cache is bounded in entries and in bytes', () => {
  const roomy = { entries: 1_000, bytes: 1e9 }
  const limits = { perCredential: roomy, withoutCredential: roomy }
  const mirror = mirrorOf([live('route', 'r', 1)], 10)
  for (const [total, most] of [
    [{ entries: 5, bytes: 1e9 }, 5],
    [{ entries: 1e9, bytes: 10_000 }, 10],
  ] as const) {
    const { cache } = cacheAt(0, { ...limits, total })
    for (let n = 0; n < 100; n++) cache.admit(decided(), question({}, { credential: `s${n}` }), mirror)
    expect(cache.size).toBeGreaterThan(1)
    expect(cache.size).toBeLessThanOrEqual(most)
    expect(cache.bytes).toBeLessThanOrEqual(total.bytes)
    expect(cache.find(route, 's99', request())).toBeDefined()
  }
})

test('of decisions from an epoch that has ended, those on commits that may be lost are dropped', () => {
  const mirror = mirrorAt10()
  const { cache } = cacheAt()
  mirror.onChange((batch) => cache.apply(batch))
  cache.admit(decided({ decidedAt: 10n }), question({}, { credential: 'shown' }), mirror)
  cache.admit(decided({ decidedAt: 12n }), question({}, { credential: 'ahead' }), mirror)
  mirror.checkpoint({ epoch: 'epoch-2', version: 10n, storeId: 'store', cursor: new Uint8Array() })

  expect(cache.find(route, 'shown', request())).toBeDefined()
  expect(cache.find(route, 'ahead', request())).toBeUndefined()
})
