import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { recordingLog } from '../testing/recording-log.ts'
import { answerRequest } from './answer-request.ts'
import type { WebRequest } from './web-request.ts'

const request: WebRequest = {
  method: 'GET',
  path: '/page',
  query: 'code=secret',
  headers: { accept: 'text/html' },
  cookies: [],
  requestId: 'request-1',
  clientAddress: '203.0.113.9',
  readForm: async () => '',
}
const signal = AbortSignal.timeout(10_000)

const answerTo = (error: unknown) => {
  const { log, text } = recordingLog()
  const fail = () => {
    throw error
  }
  return { answer: answerRequest([['GET', '/page', fail]], log), text }
}

test('a bug is logged with the request id, and its message is shown to nobody', async () => {
  const { answer, text } = answerTo(new TypeError('secret detail'))
  const { status, body } = await answer(request, signal)
  expect(status).toBe(500)
  expect(body).toContain('request-1')
  expect(body).not.toContain('secret detail')
  expect(text()).toContain('secret detail')
  expect(text()).not.toContain('code=secret')
})

test.each([
  ['unavailable', 503],
  ['deadline-exceeded', 503],
  ['cancelled', 503],
  ['invalid-argument', 400],
  ['conflict', 409],
] as const)('an expected failure %s is answered with %i', async (code, status) => {
  const { answer } = answerTo(new AppError(code, 'what happened'))
  const reply = await answer(request, signal)
  expect([reply.status, reply.headers['retry-after']]).toEqual([status, status === 503 ? '5' : undefined])
})
