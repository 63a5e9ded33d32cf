import { describe, expect, test } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import { evaluatePolicy } from './evaluate-policy.ts'
import { parsePolicy } from './parse-policy.ts'
import { reasonCodes } from './reason.ts'
import { decide, inputOf, type TestRequest } from './testkit.ts'

const rounds = 3_000

describe('of random policies and requests', () => {
  test('the order of criteria, operators and rules does not matter', () => {
    everyRound((random) => {
      const [document, request] = [randomDocument(random), randomRequest(random)]
      const codes = (result: ReturnType<typeof decide>) => result.reasons.map(({ code }) => code).sort()
      const [original, shuffled] = [decide(document, request), decide(reordered(document, random), request)]
      expect(shuffled.outcome).toBe(original.outcome)
      expect(codes(shuffled)).toEqual(codes(original))
    })
  })

  test('the answer is two-valued logic where nothing is missing', () => {
    everyRound((random) => {
      const document = randomDocument(random)
      const request = {
        ...randomRequest(random),
        subject: { userId: 'idp/1', email: 'a@example.com', groups: ['staff'], claims: { role: 'dev' } },
        sourceIp: '10.0.0.1',
      }
      expect(decide(document, request).outcome).toBe(referenceOutcome(document, request))
    })
  })

  test('what is allowed in spite of an unknown attribute is allowed whatever its value', () => {
    let allowed = 0
    everyRound((random) => {
      const [document, request, other] = [randomDocument(random), randomRequest(random), randomRequest(random)]
      const email = other.subject?.email
      const cases: readonly (readonly [TestRequest, TestRequest])[] = [
        [
          { ...request, sourceIp: undefined },
          { ...request, sourceIp: other.sourceIp },
        ],
        [
          { ...request, subject: undefined },
          { ...request, subject: other.subject },
        ],
        [
          { ...request, subject: { ...request.subject, email: undefined } },
          { ...request, subject: { ...request.subject, email } },
        ],
      ]
      for (const [without, withValue] of cases) {
        if (decide(document, without).outcome !== 'allow') continue
        allowed += 1
        expect(decide(document, withValue).outcome).toBe('allow')
      }
    })
    expect(allowed).toBeGreaterThan(100)
  })

  test('only a request without a session is unauthenticated, and a denial without one is a denial for everybody', () => {
    everyRound((random) => {
      const [document, request] = [randomDocument(random), randomRequest(random)]
      const subject = request.subject ?? {}
      const signedIn = decide(document, { ...request, subject }).outcome
      expect(signedIn).not.toBe('unauthenticated')
      if (decide(document, { ...request, subject: undefined }).outcome === 'deny') expect(signedIn).toBe('deny')
    })
  })

  test('every outcome has reasons from the closed list', () => {
    everyRound((random) => {
      const { reasons } = decide(randomDocument(random), randomRequest(random))
      expect(reasons.length).toBeGreaterThan(0)
      for (const { code } of reasons) expect(reasonCodes).toContain(code)
    })
  })
})

describe('odd data', () => {
  test('never makes the parser throw', () => {
    everyRound((random) => {
      const criterion = { [pick(random, criterionNames)]: oddValue(random, 3) }
      parsePolicy({ allow: { [pick(random, ['and', 'or', 'not', 'nor', 'x'])]: [criterion, oddValue(random, 2)] } })
      parsePolicy(oddValue(random, 5))
    })
  })

  test('never makes a criterion throw', () => {
    const parsed = parsePolicy({ allow: { or: sampleCriteria }, deny: { nor: sampleCriteria.slice(1) } })
    if ('problems' in parsed) throw new Error('not a policy')
    const policy = compilePolicy(parsed.policy, 'odd')
    everyRound((random) => {
      const claims = { role: oddValue(random, 3), a: oddValue(random, 3), ['__proto__']: oddValue(random, 1) }
      const request = {
        subject: { userId: oddText(random), email: oddText(random), groups: [oddText(random)], claims },
        method: oddText(random),
        path: oddText(random),
        sourceIp: oddText(random),
        clientCertificate: { fingerprint: oddText(random), sanDns: [oddText(random)] },
        headers: { origin: oddText(random) },
      }
      expect(['allow', 'deny']).toContain(evaluatePolicy(policy, inputOf(request)).outcome)
    })
  })
})

type Random = () => number
type Document = readonly Record<string, Record<string, readonly Record<string, unknown>[]>>[]

const sampleCriteria: readonly Record<string, unknown>[] = [
  { reject: true },
  { accept: true },
  { authenticated_user: true },
  { user: 'idp/1' },
  { email: 'a@example.com' },
  { domain: { not: 'evil.test' } },
  { groups: 'staff' },
  { groups: { exclude: 'guests' } },
  { 'claim/role': 'dev' },
  { 'claim/a.b': { exclude: 'ops' } },
  { http_method: 'GET' },
  { http_path: { starts_with: '/a' } },
  { source_ip: '10.0.0.0/8' },
  { cors_preflight: true },
  { client_certificate: { san_dns: { not: 'x' } } },
]
const criterionNames = [...new Set(sampleCriteria.flatMap(Object.keys)), 'x']

/** What each criterion says where every attribute that `referenceOutcome` is asked about is there. */
const referenceMet: Readonly<Record<string, (request: TestRequest) => boolean>> = {
  accept: () => true,
  authenticated_user: () => true,
  user: () => true,
  email: () => true,
  domain: () => true,
  groups: () => true,
  'claim/role': () => true,
  source_ip: () => true,
  http_method: ({ method }) => method === 'GET' || method === 'HEAD',
  http_path: ({ path }) => path === '/a',
}

function referenceOutcome(document: Document, request: TestRequest): 'allow' | 'deny' {
  const holds = (side: string): boolean =>
    document.some((rules) =>
      Object.entries(rules[side] ?? {}).some(([operator, criteria]) => {
        const met = criteria.map((criterion) => referenceMet[Object.keys(criterion)[0] ?? '']?.(request) ?? false)
        if (operator === 'and') return !met.includes(false)
        if (operator === 'or') return met.includes(true)
        return operator === 'not' ? !met.includes(true) : met.includes(false)
      }),
    )
  return holds('allow') && !holds('deny') ? 'allow' : 'deny'
}

function randomDocument(random: Random): Document {
  const known = sampleCriteria.filter((criterion) => (Object.keys(criterion)[0] ?? '') in referenceMet)
  const rule = () =>
    Object.fromEntries(
      ['and', 'or', 'not', 'nor']
        .filter(() => random() < 0.4)
        .map((operator) => [operator, times(1 + Math.floor(random() * 3), () => pick(random, known))]),
    )
  return times(1 + Math.floor(random() * 2), () => ({ allow: rule(), ...(random() < 0.5 ? { deny: rule() } : {}) }))
}

function reordered(document: Document, random: Random): Document {
  return shuffle(
    document.map((rules) =>
      reorderedKeys(rules, (rule) => reorderedKeys(rule, (criteria) => shuffle(criteria, random), random), random),
    ),
    random,
  )
}

function reorderedKeys<Value>(object: Record<string, Value>, inner: (value: Value) => Value, random: Random) {
  return Object.fromEntries(shuffle(Object.entries(object), random).map(([key, value]) => [key, inner(value)]))
}

function randomRequest(random: Random): TestRequest {
  const subject = {
    userId: pick(random, ['idp/1', 'idp/2']),
    email: pick(random, ['a@example.com', 'b@evil.test', undefined]),
    groups: pick(random, [[], ['staff'], ['staff', 'guests']]),
    claims: pick(random, [{}, { role: 'dev' }, { role: ['ops'] }]),
  }
  return {
    subject: random() < 0.7 ? subject : undefined,
    method: pick(random, ['GET', 'HEAD', 'POST']),
    path: pick(random, ['/', '/a']),
    sourceIp: pick(random, ['10.0.0.1', '203.0.113.1', undefined]),
  }
}

function oddText(random: Random): string {
  return pick(random, [
    '',
    '\0',
    '@',
    'a@b@c',
    '/',
    '::',
    '::ffff:1.2.3.4',
    '[',
    '\uD800',
    '%',
    'x'.repeat(5_000),
    'GET',
  ])
}

function oddValue(random: Random, depth: number): unknown {
  if (depth > 0 && random() < 0.4) return times(Math.floor(random() * 3), () => oddValue(random, depth - 1))
  if (depth > 0 && random() < 0.6) {
    const keys = ['b', 'is', 'in', 'not', '__proto__', 'length', 'fingerprint', 'allow', 'or', oddText(random)]
    return Object.fromEntries([[pick(random, keys), oddValue(random, depth - 1)]])
  }
  return pick(random, [null, undefined, true, 0, -0, Number.NaN, 1e308, 10n, Symbol.iterator, oddText, oddText(random)])
}

function everyRound(round: (random: Random) => void): void {
  const random = seeded(42)
  for (let index = 0; index < rounds; index += 1) round(random)
}

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const chosen = Math.floor(random() * items.length)
  for (const [index, item] of items.entries()) if (index === chosen) return item
  throw new RangeError('nothing to pick from')
}

function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}

function times<Item>(count: number, make: () => Item): Item[] {
  return Array.from({ length: count }, make)
}
