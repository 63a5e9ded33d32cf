import { expect, test } from 'vitest'
import { parsePolicy } from './parse-policy.ts'

function problemsOf(document: unknown) {
  const parsed = parsePolicy(document)
  return 'problems' in parsed ? parsed.problems : []
}

test('a document is one rules object or a list of them', () => {
  expect(problemsOf({ allow: { and: [{ domain: 'example.com' }] }, deny: { or: [{ user: 'idp/1' }] } })).toEqual([])
  expect(problemsOf([{ allow: { or: [{ accept: true }] } }, { deny: { nor: [{ http_method: 'GET' }] } }])).toEqual([])
})

test.each([[[]], [{}], [[{}]], [{ allow: {} }], [{ allow: { and: [] } }], [{ deny: { or: [] } }]])(
  '%j is valid, if of little use',
  (document) => {
    expect(problemsOf(document)).toEqual([])
  },
)

test('the key "action" within a rule is tolerated', () => {
  expect(problemsOf({ allow: { action: 'allow', or: [{ accept: true }] } })).toEqual([])
})

test.each([null, undefined, 'allow', 1, true, [[]], [null], [['allow']]])('%j is no policy', (document) => {
  expect(problemsOf(document)).toHaveLength(1)
})

// A truncated file reads as `deny:` with nothing behind it, and must not become less strict.
test.each([
  { allow: null },
  { deny: null },
  { deny: [] },
  { deny: { or: null } },
  { allow: { and: { accept: true } } },
])('%j is no rule', (document) => {
  expect(problemsOf(document)).toHaveLength(1)
})

test.each(['and', 'not'])('an empty list under deny.%s is a problem, since all of nothing is true', (operator) => {
  expect(problemsOf({ deny: { [operator]: [] } })).toEqual([
    { path: ['deny', operator], message: expect.stringContaining('would deny everybody') },
  ])
})

test('every problem is reported at once, each with its path', () => {
  const document = [
    { permit: {}, allow: { xor: [], and: [{ domian: 'a' }, { email: 'a@example.com', domain: 'b' }, {}, 'accept'] } },
    { deny: { or: [{ user: { regex: 'x', is: 1 } }, { 'email/x': 'a@example.com' }, { claim: 'x' }] } },
  ]
  expect(problemsOf(document).map(({ path, message }) => `${path.join('.')}: ${message.split(':')[0]}`)).toEqual([
    '0.permit: unknown action "permit"',
    '0.allow.xor: unknown operator "xor"',
    '0.allow.and.0.domian: unknown criterion "domian"',
    '0.allow.and.1: a criterion has exactly one key, not 2',
    '0.allow.and.2: a criterion has exactly one key, not 0',
    '0.allow.and.3: expected a criterion such as "domain',
    '1.deny.or.0.user.regex: unknown matcher "regex"',
    '1.deny.or.0.user.is: expected a string, got the number 1',
    '1.deny.or.1.email/x: email takes no path',
    '1.deny.or.2.claim: claim needs a path, such as "claim/department"',
  ])
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
  '%j is never a key of the language',
  (key) => {
    const object = (value: unknown): unknown => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`)
    expect(problemsOf(object({}))).toHaveLength(1)
    expect(problemsOf({ allow: object([]) })).toHaveLength(1)
    expect(problemsOf({ allow: { or: [object('x')] } })).toHaveLength(1)
    expect(problemsOf({ allow: { or: [{ email: object('x') }] } })).toHaveLength(1)
    expect(problemsOf({ allow: { or: [{ groups: object('x') }] } })).toHaveLength(1)
    expect(problemsOf({ allow: { or: [{ client_certificate: object('x') }] } })).toHaveLength(1)
  },
)
