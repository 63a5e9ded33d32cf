import type { SyncRequestInput } from '@sallyport/proto'
import { expect, test, vi } from 'vitest'
import { RequestSender } from './request-sender.ts'

test('requests go out one after another, and what comes while a broker does not read is dropped', async () => {
  const sent: unknown[] = []
  let taken = Promise.withResolvers<void>()
  const sender = new RequestSender({
    send: ({ nonce }: SyncRequestInput) => {
      sent.push(nonce)
      return taken.promise
    },
  })
  for (let nonce = 1; nonce <= 20; nonce++) sender.send({ nonce })
  await Promise.resolve()
  expect(sent).toEqual([1])
  taken.resolve()
  await vi.waitFor(() => expect(sent).toEqual([1, 2, 3, 4, 5, 6, 7, 8]))
  taken = Promise.withResolvers()
  sender.send({ nonce: 21 })
  await vi.waitFor(() => expect(sent.at(-1)).toBe(21))
})

test('a stream that has ended is nothing to its sender', async () => {
  const failed: unknown[] = []
  const sender = new RequestSender({
    send: ({ nonce }) => {
      failed.push(nonce)
      return Promise.reject(new Error('ended'))
    },
  })
  for (const nonce of [1, 2]) sender.send({ nonce })
  await vi.waitFor(() => expect(failed).toEqual([1, 2]))
})
