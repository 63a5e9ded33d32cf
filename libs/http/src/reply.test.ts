import { expect, test } from 'vitest'
import { pageReply } from './reply.ts'

test('a page is an answer like any other of ours', () => {
  expect(pageReply('<p>', { requestId: 'req-1', status: 400 })).toMatchObject({
    status: 400,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'x-sallyport-reply': 'true',
      'x-request-id': 'req-1',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
    body: '<p>',
  })
})

test('a page with a form lets the receiver see where the form came from', () => {
  const { headers } = pageReply('<form>', { requestId: 'req-1', formActions: ["'self'"] })
  expect(headers['referrer-policy']).toBe('same-origin')
  expect(headers['content-security-policy']).toContain("form-action 'self';")
})
