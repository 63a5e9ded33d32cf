import { expect, test } from 'vitest'
import type { Header } from './header-name.ts'
import { HeaderRules, type RouteHeaders } from './header-rules.ts'
import { headerAliases } from './our-headers.ts'

const plainRoute: RouteHeaders = { set_request_headers: {}, remove_request_headers: [], set_response_headers: {} }
const ours: Header[] = [
  ['x-forwarded-for', '192.0.2.1'],
  ['x-sallyport-jwt-assertion', 'signed'],
]
const nothing = { fromTrustedPeer: false, ours: [] }

function toUpstream(headers: readonly Header[], route: Partial<RouteHeaders> = {}, fromTrustedPeer = false): Header[] {
  return new HeaderRules({ ...plainRoute, ...route }).toUpstream(headers, { fromTrustedPeer, ours })
}

test('what is nobody’s business but the upstream’s passes unchanged and in order', () => {
  const headers: Header[] = [
    ['Accept', '*/*'],
    ['X-Two', 'b'],
    ['x-two', 'a'],
    ['Cookie', 'a=1;  b="2'],
    ['Authorization', 'Bearer upstream'],
    ['Content-Length', '3'],
    ['__proto__', 'data'],
    ['constructor', 'data'],
  ]
  const passed = new HeaderRules(plainRoute).toUpstream(headers, nothing)
  const withoutCookie = headers.filter(([name]) => name !== 'Cookie')
  expect(passed).toEqual([...withoutCookie, ['cookie', 'a=1;  b="2']])
})

// docs/security-cases.md HP-03
test.each(['keep-alive, x-sallyport-jwt-assertion, X-Forwarded-User, cookie', '\tX_Sallyport_Jwt_Assertion,COOKIE'])(
  'Connection: %j removes the client’s cookie and nothing of ours',
  (connection) => {
    const passed = toUpstream([
      ['Cookie', 'a=1'],
      ['connection', connection],
      ['x-sallyport-jwt-assertion', 'forged'],
    ])
    expect(passed).toEqual(ours)
  },
)

test('Connection does not remove what frames the message', () => {
  expect(
    toUpstream([
      ['Connection', 'content-length'],
      ['Content-Length', '3'],
    ]),
  ).toContainEqual(['Content-Length', '3'])
})

test('what Connection names in several lines goes', () => {
  expect(
    toUpstream([
      ['Connection', 'x-a'],
      ['Connection', 'close, X-B'],
      ['X-A', '1'],
      ['x-b', '2'],
    ]),
  ).toEqual(ours)
})

test.each([
  'Connection',
  'Keep-Alive',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'HTTP2-Settings',
  'Proxy-Authorization',
  'Proxy-Connection',
  'Expect',
  'Host',
])('%s stays on its connection', (name) => {
  expect(toUpstream([[name, 'x']])).toEqual(ours)
})

test('of TE only trailers passes', () => {
  expect(toUpstream([['TE', 'gzip;q=0.5, Trailers']])).toEqual([['te', 'trailers'], ...ours])
})

// docs/security-cases.md HP-01 and HP-02
test.each([
  'X-Sallyport-Jwt-Assertion',
  'x_sallyport_claim.email',
  'x_pomerium_jwt_assertion',
  'X-Auth_User',
  'X_Forwarded_User',
  'x-forwarded_email',
  'X.Forwarded.Groups',
  'X-Client-Cert',
])('%s of a client never passes, not even by a trusted peer', (name) => {
  const rules = new HeaderRules(plainRoute, headerAliases(['X-Auth-User']))
  expect(rules.toUpstream([[name, 'forged']], { fromTrustedPeer: false, ours: [] })).toEqual([])
  expect(rules.toUpstream([[name, 'forged']], { fromTrustedPeer: true, ours: [] })).toEqual([])
})

// docs/security-cases.md HP-04
test.each([
  'Forwarded',
  'X-Forwarded-Uri',
  'X_Forwarded_Method',
  'X-Real-IP',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-Envoy-Original-Path',
  'X-HTTP-Method-Override',
])('%s passes from a trusted peer only', (name) => {
  expect(toUpstream([[name, 'x']])).toEqual(ours)
  expect(toUpstream([[name, 'x']], {}, true)).toEqual([[name, 'x'], ...ours])
})

test('ours replaces every spelling, whatever peer and route say', () => {
  const headers: Header[] = [
    ['X-Forwarded-For', '10.0.0.1'],
    ['x_forwarded_for', '10.0.0.2'],
  ]
  const route = { set_request_headers: { 'X-Sallyport-Jwt-Assertion': 'route', X_Forwarded_For: 'route' } }
  expect(toUpstream(headers, route, true)).toEqual(ours)
})

test('our credentials stay here, others go on', () => {
  const headers: Header[] = [
    ['Authorization', 'Bearer Pomerium-abc'],
    ['authorization', 'Basic eDp5'],
    ['Cookie', '__Host-sallyport=x'],
    ['Cookie', 'a=1; __Host-sallyport_flow_1=x'],
    ['Cookie', 'b=2'],
  ]
  const passed = new HeaderRules(plainRoute).toUpstream(headers, nothing)
  expect(passed).toEqual([
    ['authorization', 'Basic eDp5'],
    ['cookie', 'a=1; b=2'],
  ])
})

test('a route removes in every spelling, and what it sets replaces what came', () => {
  const route = {
    remove_request_headers: ['X-Debug'],
    set_request_headers: { 'X-Tenant': 'a', Authorization: 'Basic x' },
  }
  const headers: Header[] = [
    ['x_debug', '1'],
    ['X_TENANT', 'b'],
    ['authorization', 'Bearer client'],
  ]
  expect(toUpstream(headers, route)).toEqual([['X-Tenant', 'a'], ['Authorization', 'Basic x'], ...ours])
})

test('an upstream speaks neither for us nor about its connection', () => {
  const rules = new HeaderRules({ ...plainRoute, set_response_headers: { 'X-Frame-Options': 'DENY' } })
  const passed = rules.toClient([
    ['Content-Type', 'text/html'],
    ['Connection', 'x-hop'],
    ['X-Hop', '1'],
    ['Transfer-Encoding', 'chunked'],
    ['X-Sallyport-Reply', 'true'],
    ['set-cookie', '__host-sallyport =x; Path=/'],
    ['set-cookie', 'sid=1'],
    ['x-frame-options', 'SAMEORIGIN'],
  ])
  expect(passed).toEqual([
    ['Content-Type', 'text/html'],
    ['set-cookie', 'sid=1'],
    ['X-Frame-Options', 'DENY'],
  ])
})

test('trailers say nothing that a header could not say', () => {
  const rules = new HeaderRules({ ...plainRoute, remove_request_headers: ['X-Debug'] })
  const forbidden = [
    'x-sallyport-jwt-assertion',
    'x_forwarded_for',
    'Host',
    'Set-Cookie',
    'authorization',
    'te',
    'x-debug',
  ]
  const trailers: Header[] = [...forbidden.map((name): Header => [name, 'x']), ['grpc-status', '0']]
  expect(rules.trailers(trailers)).toEqual([['grpc-status', '0']])
})
