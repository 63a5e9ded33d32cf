import { expect, test } from 'vitest'
import { formatPath } from './config-path.ts'
import { checkRoutes } from './route-checks.ts'

const route = (keys: object): object => ({
  from: 'https://app.example.com',
  to: 'http://127.0.0.1:3000',
  policy: [],
  ...keys,
})
const findings = (...routes: readonly unknown[]): readonly string[] =>
  checkRoutes(routes, 'https://authenticate.example.com').map(({ path, message }) => `${formatPath(path)}: ${message}`)

test('routes that are in order give nothing', () => {
  expect(
    findings(route({}), route({ prefix: '/admin', policy: { allow: { and: [{ domain: 'example.com' }] } } })),
  ).toEqual([])
})

test('unreachable and shadowed routes are found', () => {
  expect(
    findings(
      route({ prefix: '/api' }),
      route({ prefix: '/api' }),
      route({ from: 'https://authenticate.example.com' }),
      route({ from: 'https://other.example.com', regex: '.*' }),
      route({ from: 'https://other.example.com' }),
    ),
  ).toEqual([
    'routes[1].from: takes the same paths as routes[0]',
    'routes[2].from: is an address of the product itself',
    'routes[4].from: the regex of routes[3] takes all of its paths',
  ])
})

test('a policy is checked, each problem at its place', () => {
  expect(findings(route({ policy: { allow: { and: [{ domian: 'example.com' }] }, dney: {} } }))).toEqual([
    expect.stringMatching(/^routes\[0\]\.policy\.dney: unknown action/),
    expect.stringMatching(/^routes\[0\]\.policy\.allow\.and\[0\]\.domian: unknown criterion/),
  ])
})

test('a route with a bad key is still checked for everything else', () => {
  expect(
    findings(
      route({ name: 'a', prefix: '/api' }),
      route({ name: 'a', prefix: '/api', timeout: 7, policy: 7, tls_skip_verify: true }),
      { from: 'https://other.example.com', typo: true, allow_public_unauthenticated_access: true, path: 'x' },
    ),
  ).toEqual([
    expect.stringMatching(/^routes\[1\]\.tls_skip_verify: has no effect/),
    expect.stringMatching(/^routes\[1\]\.policy: expected/),
    'routes[2].path: must begin with /',
    'routes[1].name: is also the name of routes[0]',
    'routes[1].from: takes the same paths as routes[0]',
  ])
})

test('a route that lost a key by which it matches collides with no other', () => {
  expect(findings(route({}), route({ prefix: 7 }), route({ regex: '(' }), 'not a route')).toEqual([
    'routes[3]: has no policy, so it denies every request',
  ])
})
