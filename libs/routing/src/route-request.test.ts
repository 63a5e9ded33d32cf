import { expect, test } from 'vitest'
import { routeSchema } from './route.ts'
import { routeRequest } from './route-request.ts'
import { RouteTable } from './route-table.ts'

const keys = { from: 'https://app.example.com', to: 'http://127.0.0.1:3000' }
const table = new RouteTable(
  [
    { ...keys, name: 'admin', prefix: '/admin' },
    { ...keys, name: 'public', prefix: '/public', allow_public_unauthenticated_access: true },
    { ...keys, name: 'npm', prefix: '/npm', allow_encoded_slash: true },
    { ...keys, name: 'lax', from: 'https://lax.example.com', allow_encoded_slash: true },
  ].map((input) => {
    const route = routeSchema.parse(input)
    return { id: route.name ?? '', version: 1n, route }
  }),
)
const request = (target: string) => routeRequest(table, 'app.example.com', target)

test('a request is routed by the normal form of its path, and the query passes', () => {
  const routed = request('/public/./%61?x=%2F')
  expect(routed).toMatchObject({ outcome: 'route', entry: { id: 'public' }, path: '/public/a', query: '?x=%2F' })
})

// The paths of docs/security-cases.md HP-19: a caller who may use /public only.
test.each([
  '/public/../admin',
  '/public/%2e%2e/admin',
  '/public/.%2e/admin',
  '/public/..%2fadmin',
  '/public/%2e%2e%2fadmin',
  '/public/..%5cadmin',
  '/public/..\\admin',
  '/public/..;/admin',
  '/public/;/../admin',
  '/public//../admin',
  '//admin',
  '/./admin',
  '/public/%252e%252e/admin',
  '/public/%c0%ae%c0%ae/admin',
  '/public/..%00/admin',
  '/public/%u002e%u002e/admin',
  '/public/..%ef%bc%8fadmin',
  '/public#/admin',
  '/public%23/admin',
  '/npm/..%2fadmin',
])('%s is refused, or decided for the path that goes upstream', (target) => {
  const routed = request(target)
  if (routed.outcome !== 'route') return
  expect(new URL(routed.path, 'http://upstream').pathname).toBe(routed.path)
  expect(routed.path === `/${routed.entry.id}` || routed.path.startsWith(`/${routed.entry.id}/`)).toBe(true)
  expect(routed.path).not.toMatch(/\.\.[/;\\]/)
})

test('an encoded slash is refused unless the route allows it', () => {
  expect(request('/public/a%2Fb')).toEqual({ outcome: 'refused', reason: 'encoded-slash' })
  expect(request('/elsewhere/a%2Fb')).toEqual({ outcome: 'refused', reason: 'encoded-slash' })
  expect(request('/npm/@a%2fb')).toMatchObject({ outcome: 'route', path: '/npm/@a%2Fb' })
})

test('reserved paths never reach a route, by their normal form alone', () => {
  expect(request('/.sallyport/sign_out?x')).toEqual({ outcome: 'reserved', path: '/.sallyport/sign_out', query: '?x' })
  expect(request('/public/../%2epomerium/')).toMatchObject({ outcome: 'reserved', path: '/.pomerium/' })
  expect(request('/.pomerium%2fsign_out')).toEqual({ outcome: 'refused', reason: 'encoded-slash' })
  expect(request('/.sallyport/a%2fb')).toEqual({ outcome: 'refused', reason: 'encoded-slash' })
  expect(routeRequest(table, 'lax.example.com', '/.sallyport/a%2fb')).toMatchObject({ outcome: 'refused' })
  expect(request('/.Pomerium/')).toEqual({ outcome: 'no-route' })
})

test('a host without routes is not told apart by path', () => {
  expect(routeRequest(table, 'other.example.com', '/.sallyport/sign_in')).toEqual({ outcome: 'unknown-host' })
  expect(routeRequest(table, 'other.example.com', '//')).toEqual({ outcome: 'refused', reason: 'empty-segment' })
})

test('PM-01: nothing but the path makes a request one of a public regex', () => {
  const mixed = new RouteTable(
    [
      { ...keys, name: 'rest' },
      { ...keys, name: 'status', regex: '^/api/.*/status$', allow_public_unauthenticated_access: true },
    ].map((input) => {
      const route = routeSchema.parse(input)
      return { id: route.name ?? '', version: 1n, route }
    }),
  )
  const routeOf = (target: string): string => {
    const routed = routeRequest(mixed, 'app.example.com', target)
    return routed.outcome === 'route' ? `${routed.entry.id} ${routed.path}` : routed.outcome
  }
  expect(routeOf('/api/x/status')).toBe('status /api/x/status')
  expect(routeOf('/api/private?path=/status')).toBe('rest /api/private')
  expect(routeOf('/api/private?/x/status')).toBe('rest /api/private')
  expect(routeOf('/api/secret#/status')).toBe('refused')
  expect(routeOf('/api/secret%23/../status')).toBe('rest /api/status')
  expect(routeOf('/api/secret%3f/status/')).toBe('rest /api/secret%3F/status/')
  expect(routeOf('/api/secret%2fstatus')).toBe('refused')
  // What stays of an odd character is in the path that goes upstream, so the upstream sees what was decided about.
  expect(routeOf('/api/x%23/status')).toBe('status /api/x%23/status')
  expect(routeOf('/api/x%0a/status')).toBe('status /api/x%0A/status')
  expect(routeOf('/api/secret;/status')).toBe('status /api/secret;/status')
})
