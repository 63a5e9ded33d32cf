import { type ServerUnaryCall, status as Status, type sendUnaryData } from '@grpc/grpc-js'
import type { CallRunner } from './call-runner.ts'
import type { UnaryFunction } from './implementation.ts'
import { orAborted } from './or-aborted.ts'

/** Answers a unary call with what the handler gives. */
export function answerUnary(
  runner: CallRunner,
  handler: UnaryFunction,
): (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => void {
  return (call, callback) => {
    let response: unknown
    void runner.run(
      call,
      'unary',
      async (context) => {
        response = await orAborted(Promise.resolve(handler(call.request, context)), context.signal)
      },
      (status) => (status.code === Status.OK ? callback(null, response) : callback(status)),
    )
  }
}
