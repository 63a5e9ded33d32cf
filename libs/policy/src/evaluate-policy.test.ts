import { describe, expect, test } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import { evaluatePolicy } from './evaluate-policy.ts'
import { parsePolicy } from './parse-policy.ts'
import { decide, inputOf } from './testkit.ts'

const alice = { subject: { userId: 'idp/alice', email: 'alice@example.com' } }
const mallory = { subject: { userId: 'idp/mallory', email: 'mallory@evil.test' } }
const met = { accept: true }
const unmet = { reject: true }

describe('the outcome', () => {
  test.each([
    [{ and: [met, met] }, 'allow'],
    [{ and: [met, unmet] }, 'deny'],
    [{ or: [unmet, met] }, 'allow'],
    [{ or: [unmet, unmet] }, 'deny'],
    [{ not: [unmet, unmet] }, 'allow'],
    [{ not: [met, unmet] }, 'deny'],
    [{ nor: [met, unmet] }, 'allow'],
    [{ nor: [met, met] }, 'deny'],
    [{ and: [unmet], nor: [unmet] }, 'allow'],
    [{ and: [unmet], not: [met] }, 'deny'],
  ])('of allow %j is %s', (allow, outcome) => {
    expect(decide({ allow }).outcome).toBe(outcome)
  })

  test('of several rules one that allows is enough, and deny wins', () => {
    expect(decide([{ allow: { and: [unmet] } }, { allow: { and: [met] } }]).outcome).toBe('allow')
    expect(decide([{ allow: { and: [met] } }, { deny: { or: [met] } }]).outcome).toBe('deny')
    expect(decide([{ deny: { or: [met] } }, { allow: { and: [met] } }]).outcome).toBe('deny')
  })

  test.each([[[]], [{}], [{ allow: {} }], [{ allow: { and: [] } }], [{ allow: { not: [] } }], [{ deny: {} }]])(
    'of %j, which allows nothing, is deny',
    (document) => {
      expect(decide(document, alice)).toMatchObject({
        outcome: 'deny',
        reasons: [{ code: 'no-allow-rule', rule: 'allow' }],
      })
    },
  )
})

describe('without a session', () => {
  test.each([
    ['a rule that needs one waits for it', { allow: { and: [{ domain: 'example.com' }] } }, 'unauthenticated'],
    ['so does its negation', { allow: { not: [{ domain: 'evil.test' }] } }, 'unauthenticated'],
    ['another rule that allows is enough', { allow: { or: [{ domain: 'example.com' }, met] } }, 'allow'],
    ['a rule that fails anyway stays a denial', { allow: { and: [{ domain: 'example.com' }, unmet] } }, 'deny'],
    ['a denial that holds anyway wins', { allow: { and: [{ domain: 'example.com' }] }, deny: { or: [met] } }, 'deny'],
    ['so does one beside a denial that waits', { allow: { or: [met] }, deny: { or: [{ user: 'x' }, met] } }, 'deny'],
    [
      'a denial that needs one waits for it',
      { allow: { or: [met] }, deny: { or: [{ user: 'x' }] } },
      'unauthenticated',
    ],
    [
      'a denial that does not hold anyway waits for nothing',
      { allow: { or: [met] }, deny: { and: [{ user: 'x' }, { http_path: '/x' }], not: [met] } },
      'allow',
    ],
    ['nobody could allow, so signing in is no use', { allow: { or: [unmet] }, deny: { or: [{ user: 'x' }] } }, 'deny'],
    [
      'an address that is not known denies whoever signs in',
      { allow: { and: [{ domain: 'example.com' }] }, deny: { or: [{ source_ip: '10.0.0.0/8' }] } },
      'deny',
    ],
  ])('%s', (_name, document, outcome) => {
    expect(decide(document).outcome).toBe(outcome)
  })

  test('the reasons name what waits', () => {
    const document = {
      allow: { or: [unmet, { user: 'a' }] },
      deny: { or: [{ groups: 'guests' }, { http_path: '/x' }] },
    }
    expect(decide(document).reasons).toEqual([
      { code: 'user-unauthenticated', rule: 'allow[0].or[1] user' },
      { code: 'user-unauthenticated', rule: 'deny[0].or[0] groups' },
    ])
  })
})

describe('missing data', () => {
  test('an unverified email gets past neither an allow list nor a deny list', () => {
    const unverified = { subject: {} }
    const denied = { allow: { or: [{ authenticated_user: true }] }, deny: { or: [{ domain: 'evil.test' }] } }
    expect(decide(denied, alice).outcome).toBe('allow')
    expect(decide(denied, mallory).outcome).toBe('deny')
    expect(decide(denied, unverified)).toMatchObject({
      outcome: 'deny',
      reasons: [{ code: 'attribute-missing', rule: 'deny[0].or[0] domain' }],
    })
    expect(decide({ allow: { not: [{ domain: 'evil.test' }] } }, unverified).outcome).toBe('deny')
  })

  test('an absent claim is no contractor, and not known to be none', () => {
    const contractor = { 'claim/kind': 'contractor' }
    const everyone = { or: [{ authenticated_user: true }] }
    expect(decide({ allow: everyone, deny: { or: [contractor] } }, alice).outcome).toBe('allow')
    expect(decide({ allow: { not: [contractor] } }, alice)).toMatchObject({
      outcome: 'deny',
      reasons: [{ code: 'attribute-missing', rule: 'allow[0].not[0] claim/kind' }],
    })
    expect(decide({ allow: everyone, deny: { not: [{ 'claim/kind': 'staff' }] } }, alice).outcome).toBe('deny')
  })
})

describe('the reasons', () => {
  const document = [
    { allow: { and: [{ domain: 'example.com' }, { http_method: 'GET' }], or: [{ user: 'idp/root' }] } },
    { allow: { not: [{ http_path: '/private' }, { source_ip: '10.0.0.0/8' }] }, deny: { or: [{ http_path: '/off' }] } },
  ]
  const office = { sourceIp: '10.1.1.1' }

  test('of a permission are those of every rule that allows', () => {
    const result = decide(document, { ...alice, sourceIp: '203.0.113.1' })
    expect(result.outcome).toBe('allow')
    expect(result.reasons).toEqual([
      { code: 'domain-ok', rule: 'allow[0].and[0] domain' },
      { code: 'http-method-ok', rule: 'allow[0].and[1] http_method' },
      { code: 'http-path-unauthorized', rule: 'allow[1].not[0] http_path' },
      { code: 'source-ip-unauthorized', rule: 'allow[1].not[1] source_ip' },
    ])
    expect(result.deny).toEqual({
      answer: 'fails',
      reasons: [{ code: 'http-path-unauthorized', rule: 'deny[1].or[0] http_path' }],
    })
  })

  test('of a missing permission are those of every criterion that stands in the way', () => {
    expect(decide(document, { ...mallory, ...office, method: 'POST' }).reasons).toEqual([
      { code: 'domain-unauthorized', rule: 'allow[0].and[0] domain' },
      { code: 'http-method-unauthorized', rule: 'allow[0].and[1] http_method' },
      { code: 'user-unauthorized', rule: 'allow[0].or[0] user' },
      { code: 'source-ip-ok', rule: 'allow[1].not[1] source_ip' },
    ])
  })

  test('of a denial are those of the rules that deny', () => {
    const result = decide(document, { ...alice, ...office, path: '/off' })
    expect(result).toMatchObject({
      outcome: 'deny',
      reasons: [{ code: 'http-path-ok', rule: 'deny[1].or[0] http_path' }],
    })
    expect(result.allow.answer).toBe('holds')
  })
})

test('the attributes read are the same whatever the first criteria say', () => {
  const parsed = parsePolicy({ allow: { or: [{ accept: true }, { http_path: '/' }] }, deny: { and: [{ user: 'x' }] } })
  if ('problems' in parsed) throw new Error('not a policy')
  const read: string[] = []
  const input = new Proxy(inputOf(alice), {
    get: (target, name, receiver) => {
      read.push(String(name))
      return Reflect.get(target, name, receiver)
    },
  })
  evaluatePolicy(compilePolicy(parsed.policy, 'route'), input)
  expect(read).toEqual(['path', 'subject'])
})

test('what the input throws passes through', () => {
  const parsed = parsePolicy({ allow: { or: [{ accept: true }, { http_path: '/' }] } })
  if ('problems' in parsed) throw new Error('not a policy')
  const broken = {
    ...inputOf(alice),
    path: () => {
      throw new TypeError('broken')
    },
  }
  expect(() => evaluatePolicy(compilePolicy(parsed.policy, 'route'), broken)).toThrow(TypeError)
})
