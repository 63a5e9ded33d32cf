import { describe, expect, test } from 'vitest'
import {
  codeOf,
  outcomesOf,
  problemsOf,
  whenAbsentMet,
  whenAbsentUnmet,
  whenMet,
  whenNoSession,
  whenUnmet,
} from '../testkit.ts'

const withClaims = (claims: Record<string, unknown>) => ({ subject: { claims } })
const parsedClaims = (json: string) => {
  const claims: Record<string, unknown> = JSON.parse(json)
  return withClaims(claims)
}

describe('values', () => {
  test.each([
    ['eng', 'eng'],
    ['eng', ['ops', 'eng']],
    [1, 1],
    [1, [1.0]],
    [true, true],
    [false, [false]],
    [{ is: 'eng' }, ['eng']],
    [{ has: 'eng', exclude: 'ops' }, ['eng', 'dev']],
  ])('%j matches the claim %j', (data, value) => {
    expect(outcomesOf({ 'claim/department': data }, withClaims({ department: value }))).toEqual(whenMet)
  })

  test.each([
    ['1', 1],
    [1, '1'],
    [true, 'true'],
    ['true', true],
    [0, false],
    ['eng', 'Eng'],
    ['eng', 'engineering'],
    [{ is: 'eng' }, ['eng', 'eng']],
    [{ is: 'eng' }, ['eng', { more: 1 }]],
    [{ has: 'eng', exclude: 'ops' }, ['eng', 'ops']],
    ['eng', ['ops', { eng: true }, null, ['eng']]],
  ])('%j does not match the claim %j', (data, value) => {
    expect(outcomesOf({ 'claim/department': data }, withClaims({ department: value }))).toEqual(whenUnmet)
  })
})

describe('missing', () => {
  test.each([undefined, null, '', [], [''], [null], {}, { eng: 'eng' }])(
    'the claim %j never lets anybody in',
    (value) => {
      const request = withClaims({ department: value })
      expect(outcomesOf({ 'claim/department': 'eng' }, request)).toEqual(whenAbsentUnmet)
      expect(outcomesOf({ 'claim/department': { exclude: 'eng' } }, request)).toEqual(whenAbsentMet)
    },
  )

  test('gives its reasons', () => {
    expect(codeOf({ 'claim/department': 'eng' }, withClaims({ department: 'eng' }))).toBe('claim-ok')
    expect(codeOf({ 'claim/department': 'eng' }, withClaims({}))).toBe('claim-unauthorized')
    expect(codeOf({ 'claim/department': { exclude: 'eng' } }, withClaims({}))).toBe('attribute-missing')
    expect(outcomesOf({ 'claim/department': 'eng' })).toEqual(whenNoSession)
  })
})

describe('paths', () => {
  test.each([
    ['claim/a/b', { a: { b: 'x' } }],
    ['claim/a.b', { a: { b: 'x' } }],
    ['claim/a/b.c/d.e', { a: { b: { c: { d: { e: 'x' } } } } }],
    ['claim/https://ns.example.com/role', { 'https://ns.example.com/role': 'x' }],
    ['claim/a.b', { 'a.b': 'x', a: { b: 'y' } }],
  ])('%s finds its claim in %j', (criterion, claims) => {
    expect(outcomesOf({ [criterion]: 'x' }, withClaims(claims))).toEqual(whenMet)
  })

  test.each([
    ['claim/a/b/c/d/e/f', '{"a":{"b":{"c":{"d":{"e":{"f":"x"}}}}}}'],
    ['claim/a/0', '{"a":["x"]}'],
    ['claim/a/length', '{"a":"x"}'],
    ['claim/a/b', '{"a":null}'],
    ['claim/foo["bar"]', '{"foo":{"bar":"x"}}'],
  ])('%s finds nothing in %s', (criterion, json) => {
    expect(outcomesOf({ [criterion]: 'x' }, parsedClaims(json))).toEqual(whenAbsentUnmet)
  })

  test.each(['__proto__', 'constructor', 'toString', 'constructor/name', '__proto__/toString', 'a/__proto__'])(
    'claim/%s is not inherited',
    (path) => {
      const request = withClaims({ a: {} })
      expect(outcomesOf({ [`claim/${path}`]: { exclude: 'x' } }, request)).toEqual(whenAbsentMet)
    },
  )

  test('what the claims object inherits is no claim', () => {
    const claims: Record<string, unknown> = Object.create({ role: 'x' })
    expect(outcomesOf({ 'claim/role': 'x' }, withClaims(claims))).toEqual(whenAbsentUnmet)
  })

  test('a claim that is really called __proto__ is an ordinary claim', () => {
    expect(outcomesOf({ 'claim/__proto__/role': 'x' }, parsedClaims('{"__proto__":{"role":"x"}}'))).toEqual(whenMet)
  })
})

test.each([[{ claim: 'x' }], [{ 'claim/': 'x' }], [{ 'claim/a': null }], [{ 'claim/a': Number.NaN }]])(
  '%j is a problem',
  (criterion) => {
    expect(problemsOf(criterion)).toHaveLength(1)
  },
)
