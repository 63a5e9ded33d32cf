import { expect, test } from 'vitest'
import type { ClientShape } from './client-shape.ts'
import { errorReply } from './error-reply.ts'
import type { ErrorReport } from './error-report.ts'

const shapes: readonly ClientShape[] = ['browser', 'fetch', 'grpc', 'grpc-web', 'kubectl', 'plain']
const hostile = `"'><script>alert(1)</script>\r\nSet-Cookie: a=b\ud800`

const noSession: ErrorReport = {
  status: 401,
  code: 'unauthenticated',
  reason: 'no-session',
  message: 'You are not signed in.',
  requestId: 'req-1',
  signInUrl: 'https://app.example.com/',
}
const denied: ErrorReport = {
  status: 403,
  code: 'permission-denied',
  reason: 'policy-denied',
  message: 'You may not use this.',
  requestId: 'req-2',
}
const unknown: ErrorReport = {
  status: 503,
  code: 'unavailable',
  reason: 'decision-unknown',
  message: 'Nobody knows.',
  requestId: 'req-3',
  retryAfterSeconds: 0.5,
}

test.each(shapes)('an answer to %s is recognizably ours, is not stored and cannot be framed', (shape) => {
  for (const report of [noSession, denied, unknown]) {
    const { headers } = errorReply(report, shape)
    expect(headers).toMatchObject({
      'x-sallyport-reply': 'true',
      'x-request-id': report.requestId,
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/),
      'x-content-type-options': 'nosniff',
    })
    expect(headers).not.toHaveProperty('location')
  }
})

test('a script reads JSON', () => {
  const { status, headers, body } = errorReply(noSession, 'fetch')
  expect(status).toBe(401)
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'www-authenticate': 'Bearer realm="sallyport"',
  })
  expect(JSON.parse(body)).toEqual({
    error: 'unauthenticated',
    reason: 'no-session',
    message: 'You are not signed in.',
    request_id: 'req-1',
    sign_in_url: 'https://app.example.com/',
  })
  expect(JSON.parse(errorReply(denied, 'fetch').body)).not.toHaveProperty('sign_in_url')
})

test('a credential that is no good any more is named as such', () => {
  const { headers } = errorReply({ ...noSession, invalidCredential: true }, 'plain')
  expect(headers['www-authenticate']).toBe('Bearer realm="sallyport", error="invalid_token"')
  expect(errorReply({ ...denied, invalidCredential: true }, 'plain').headers).not.toHaveProperty('www-authenticate')
})

test.each([
  [noSession, '16'],
  [denied, '7'],
  [unknown, '14'],
])('gRPC reads trailers only: $code', (report, grpcStatus) => {
  expect(errorReply(report, 'grpc')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/grpc', 'grpc-status': grpcStatus },
    body: '',
  })
  expect(errorReply(report, 'grpc-web').headers['content-type']).toBe('application/grpc-web')
})

test('kubectl reads a Status', () => {
  const { status, headers, body } = errorReply(unknown, 'kubectl')
  expect([status, headers['retry-after'], headers['content-type']]).toEqual([503, '1', 'application/json'])
  expect(JSON.parse(body)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Nobody knows. (decision-unknown, request req-3)',
    reason: 'ServiceUnavailable',
    details: { retryAfterSeconds: 1 },
    code: 503,
  })
})

test('anything else reads text', () => {
  expect(errorReply(noSession, 'plain')).toMatchObject({
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: '401: You are not signed in.\nsign in: https://app.example.com/\nreason: no-session\nrequest id: req-1\n',
  })
})

test('a script of an allowed origin may read the answer', () => {
  expect(errorReply({ ...noSession, corsOrigin: 'https://shop.example.com' }, 'fetch').headers).toMatchObject({
    'access-control-allow-origin': 'https://shop.example.com',
    'access-control-allow-credentials': 'true',
    vary: 'Origin',
  })
  expect(errorReply(noSession, 'fetch').headers).not.toHaveProperty('access-control-allow-origin')
})

test('a 405 names the methods that there are', () => {
  const report: ErrorReport = { ...denied, status: 405, code: 'invalid-argument', allow: 'GET, HEAD' }
  expect(errorReply(report, 'plain').headers['allow']).toBe('GET, HEAD')
})

// docs/security-cases.md SI-13
test.each(shapes)('nothing in a report gets out of its place in an answer to %s', (shape) => {
  const report: ErrorReport = {
    ...noSession,
    reason: hostile,
    message: hostile,
    host: hostile,
    user: hostile,
    rule: hostile,
    nextStep: hostile,
    signInUrl: `javascript:${hostile}`,
    switchAccountUrl: `https://a/${hostile}`,
  }
  const { headers, body } = errorReply(report, shape)
  for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]*$/)
  if (shape === 'browser') expect(body).not.toMatch(/<script|href="(?:javascript|[^"]*\s)/i)
  if (shape === 'fetch' || shape === 'kubectl') expect(JSON.parse(body)).toBeTruthy()
})
