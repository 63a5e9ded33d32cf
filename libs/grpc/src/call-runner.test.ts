import { EventEmitter } from 'node:events'
import { Metadata, status as Status } from '@grpc/grpc-js'
import { silentLogger } from '@sallyport/kernel'
import { expect, test, vi } from 'vitest'
import { CallRunner } from './call-runner.ts'
import { silentObserver } from './server-observer.ts'

test('a call that did not come through admission is unauthenticated, whatever its connection says', async () => {
  const runner = new CallRunner(silentLogger, silentObserver, () => 0)
  const call = Object.assign(new EventEmitter(), {
    metadata: new Metadata(),
    getPath: () => '/test.Echo/Say',
    getDeadline: () => Number.POSITIVE_INFINITY,
    getAuthContext: () => ({ transportSecurityType: 'ssl', peer: { identity: { service: 'databroker' } } }),
  })
  const answer = vi.fn()
  const finish = vi.fn()
  await runner.run(call, 'unary', answer, finish)
  expect(answer).not.toHaveBeenCalled()
  expect(finish).toHaveBeenCalledExactlyOnceWith({ code: Status.UNAUTHENTICATED, details: 'the caller is not known' })
})
