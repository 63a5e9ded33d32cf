import { expect, test } from 'vitest'
import { requestTimeoutMs, routeId, routeSchema } from './route.ts'

const minimal = { from: 'https://app.example.com', to: 'http://127.0.0.1:3000' }

function problems(keys: object): string[] {
  const result = routeSchema.safeParse({ ...minimal, ...keys })
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('a route needs from and to only, and defaults to the careful choice', () => {
  expect(routeSchema.parse(minimal)).toEqual({
    from: 'https://app.example.com',
    to: ['http://127.0.0.1:3000'],
    allow_public_unauthenticated_access: false,
    allow_any_authenticated_user: false,
    pass_identity_headers: false,
    set_request_headers: {},
    remove_request_headers: [],
    set_response_headers: {},
    preserve_host_header: false,
    timeout: '30s',
    allow_websockets: true,
    allowed_origins: [],
    allow_encoded_slash: false,
    tls_skip_verify: false,
  })
})

test('what parsing gives parses to itself', () => {
  const route = routeSchema.parse({
    ...minimal,
    from: 'https://Bücher.example:443/',
    to: ['https://10.0.0.1'],
    policy: [{ allow: { or: [] } }],
  })
  expect(route).toMatchObject({ from: 'https://xn--bcher-kva.example', to: ['https://10.0.0.1'] })
  expect(routeSchema.parse(JSON.parse(JSON.stringify(route)))).toEqual(route)
})

test('every key is described', () => {
  for (const [key, schema] of Object.entries(routeSchema.shape)) expect(schema.description, key).toMatch(/\.$/)
})

test.each([
  [{ form: 'x' }, /Unrecognized key: "form"/],
  [{ from: 'http://app.example.com' }, /^from: must begin with https/],
  [{ from: 'tcp+https://app.example.com:22' }, /^from: must begin with https/],
  [{ from: 'https://app.example.com/x' }, /^from: must end after the host/],
  [{ from: 'https://app.example.com?x' }, /^from: must end after the host/],
  [{ from: 'https://*.example.com' }, /^from: wildcard/],
  [{ from: 'https://user@app.example.com' }, /^from: .*bad-host/],
  [{ from: 'https://' }, /^from: .*empty/],
  [{ from: undefined }, /^from: /],
  [{ to: undefined }, /^to: must be the address/],
  [{ to: [] }, /^to/],
  [{ to: ['http://a', 'http://b'] }, /^to/],
  [{ to: 'ftp://a' }, /^to/],
  [{ to: 'http://a/path' }, /^to/],
  [{ name: 'a\nb' }, /^name: /],
  [{ prefix: 'admin' }, /^prefix: must begin with \//],
  [{ prefix: '/a', path: '/b' }, /^path: cannot stand beside prefix/],
  [{ prefix: '/a', regex: '/b' }, /^regex: cannot stand beside prefix/],
  [{ path: '/a//b' }, /^path: no request has this path \(empty-segment\)/],
  [{ path: '/caf%e9' }, /^path: is not in normal form: write \/caf%E9/],
  [{ path: '/a?b' }, /^path: must be a path without a query/],
  [{ path: '/a%2Fb' }, /^path: holds %2F/],
  [{ prefix: '/.sallyport' }, /^prefix: is reserved/],
  [{ path: '/.well-known/sallyport' }, /^path: is reserved/],
  [{ regex: '(' }, /^regex: .*missing closing/],
  [{ regex: 'api/.*' }, /^regex: matches no path/],
  [{ policy: [], allow_any_authenticated_user: true }, /^allow_any_authenticated_user: cannot stand beside policy/],
  [
    { allow_public_unauthenticated_access: true, allow_any_authenticated_user: true },
    /^allow_any_authenticated_user: cannot stand beside allow_public/,
  ],
  [{ timeout: '30' }, /^timeout: must be a duration/],
  [{ timeout: 30 }, /^timeout: /],
  [{ allowed_origins: ['https://a.example.com/'] }, /^allowed_origins.0: must be an origin/],
  [{ allowed_origins: ['*'] }, /^allowed_origins.0/],
  [{ allowed_origins: ['null'] }, /^allowed_origins.0/],
  [{ set_request_headers: { 'X-Sallyport_Jwt.Assertion': 'x' } }, /always set by the proxy/],
  [{ set_request_headers: { x_forwarded_for: 'x' } }, /always set by the proxy/],
  [{ set_request_headers: { Host: 'x' } }, /preserve_host_header/],
  [{ set_request_headers: { Connection: 'x' } }, /about the connection/],
  [{ set_request_headers: { 'X-A': 'a\r\nb' } }, /ASCII without control/],
  [{ set_request_headers: { 'X A': 'a' } }, /is not a header name/],
  [{ set_request_headers: { 'X-A': '${pomerium.jwt}' } }, /passed on as they are/],
  [{ remove_request_headers: ['x-request-id'] }, /^remove_request_headers.0: is always set/],
  [{ set_response_headers: { 'Content-Length': '1' } }, /about the connection/],
  [{ set_response_headers: { 'X-Sallyport-Reply': '1' } }, /proxy alone/],
  [{ set_response_headers: { 'Set-Cookie': '__Host-sallyport=x' } }, /cookie of the proxy/],
  [{ tls_skip_verify: true }, /^tls_skip_verify: has no effect/],
  [{ to: 'https://a', tls_skip_verify: true, tls_custom_ca_file: 'x' }, /^tls_custom_ca_file: cannot stand beside/],
  [{ to: 'https://a', tls_client_cert_file: 'x' }, /^tls_client_cert_file: needs tls_client_key_file/],
  [{ to: 'https://a', tls_client_key_file: 'x' }, /^tls_client_key_file: needs tls_client_cert_file/],
  [{ to: 'https://a', tls_custom_ca: 'x' }, /^tls_custom_ca: must hold certificates/],
  [{ to: 'https://a', tls_upstream_server_name: 'a:443' }, /^tls_upstream_server_name: /],
])('%j: %s', (keys, message) => {
  expect(problems(keys)).toEqual([expect.stringMatching(message)])
})

test('a route may say all that it can say', () => {
  const keys = {
    name: 'orders',
    description: 'Orders of the shop',
    to: 'https://orders.internal:8443',
    prefix: '/orders',
    policy: [],
    pass_identity_headers: true,
    set_request_headers: { Authorization: 'Basic eDp5', 'X-Forwarded-User': 'shop' },
    remove_request_headers: ['X-Debug'],
    set_response_headers: { 'Strict-Transport-Security': 'max-age=31536000' },
    preserve_host_header: true,
    timeout: '0',
    allow_websockets: false,
    allowed_origins: ['https://shop.example.com', 'http://localhost:3000'],
    allow_encoded_slash: true,
    tls_custom_ca_file: 'ca.pem',
    tls_client_cert_file: 'tls.crt',
    tls_client_key_file: 'tls.key',
    tls_upstream_server_name: 'orders.internal',
  }
  expect(problems(keys)).toEqual([])
})

test('the id is the name, else it follows what the route matches and nothing else', () => {
  const id = (keys: object) => routeId(routeSchema.parse({ ...minimal, ...keys }))
  expect(id({ name: 'orders' })).toBe('orders')
  expect(id({ timeout: '5s', policy: [] })).toBe(id({}))
  expect(id({ from: 'https://APP.example.com:443/' })).toBe(id({}))
  expect(new Set([id({}), id({ prefix: '/a' }), id({ path: '/a' }), id({ regex: '/a' })]).size).toBe(4)
  expect(id({})).toMatch(/^[\w-]{22}$/)
})

test('the timeout is in milliseconds, and none for 0', () => {
  expect(requestTimeoutMs({ timeout: '1m30s' })).toBe(90_000)
  expect(requestTimeoutMs({ timeout: '0' })).toBeUndefined()
  expect(requestTimeoutMs({ timeout: '0s' })).toBeUndefined()
})
