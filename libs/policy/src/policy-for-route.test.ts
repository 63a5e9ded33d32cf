import { expect, test } from 'vitest'
import { policyForRoute, type RouteAccess } from './policy-for-route.ts'
import { decide } from './testkit.ts'

function outcomesOf(route: RouteAccess) {
  const made = policyForRoute(route)
  if ('problems' in made) return made.problems
  return [decide(made.document).outcome, decide(made.document, { subject: {} }).outcome]
}

test('each key stands for a policy', () => {
  expect(outcomesOf({ allow_public_unauthenticated_access: true })).toEqual(['allow', 'allow'])
  expect(outcomesOf({ allow_any_authenticated_user: true })).toEqual(['unauthenticated', 'allow'])
  expect(outcomesOf({ policy: { allow: { and: [{ reject: true }] } } })).toEqual(['deny', 'deny'])
})

test('a route that says nothing denies everybody', () => {
  expect(outcomesOf({})).toEqual(['deny', 'deny'])
  expect(outcomesOf({ allow_public_unauthenticated_access: false, allow_any_authenticated_user: false })).toEqual([
    'deny',
    'deny',
  ])
})

test('the keys exclude one another', () => {
  const policy = { allow: {} }
  expect(outcomesOf({ allow_public_unauthenticated_access: true, allow_any_authenticated_user: true, policy })).toEqual(
    [
      {
        path: ['allow_any_authenticated_user'],
        message: 'allow_any_authenticated_user cannot stand beside allow_public_unauthenticated_access',
      },
      { path: ['policy'], message: 'policy cannot stand beside allow_public_unauthenticated_access' },
    ],
  )
  expect(outcomesOf({ allow_any_authenticated_user: false, policy })).toEqual(['deny', 'deny'])
})
