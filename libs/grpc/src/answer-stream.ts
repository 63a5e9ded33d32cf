import { once } from 'node:events'
import { type ServerDuplexStream, type ServerWritableStream, status as Status } from '@grpc/grpc-js'
import { AppError, type Logger, withTimeout } from '@sallyport/kernel'
import type { CallRunner } from './call-runner.ts'
import type { BidiStreamFunction, ServerStreamFunction } from './implementation.ts'
import { orAborted } from './or-aborted.ts'
import type { CallStatus } from './status.ts'

interface AnswerOptions {
  readonly log: Logger
  /** How long a caller may leave unread what it was sent. */
  readonly stallLimitMs: number
}

type OutgoingStream = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>

/** Answers a server-streaming call with what the handler yields. */
export function answerServerStream(
  runner: CallRunner,
  handler: ServerStreamFunction,
  options: AnswerOptions,
): (call: ServerWritableStream<unknown, unknown>) => void {
  return (call) => {
    void runner.run(
      call,
      'stream',
      (context) => sendAll(call, handler(call.request, context), context.signal, options),
      (status) => finish(call, status),
    )
  }
}

/** Answers a bidirectional call with what the handler yields; the handler reads the caller's messages as it likes. */
export function answerBidiStream(
  runner: CallRunner,
  handler: BidiStreamFunction,
  options: AnswerOptions,
): (call: ServerDuplexStream<unknown, unknown>) => void {
  return (call) => {
    void runner.run(
      call,
      'stream',
      (context) => sendAll(call, handler(requestsOf(call, context.signal), context), context.signal, options),
      (status) => finish(call, status),
    )
  }
}

// The call ends with the signal even if the handler is parked on something else; it is then told to clean up, and not waited for.
async function sendAll(
  call: OutgoingStream,
  responses: AsyncIterable<unknown>,
  signal: AbortSignal,
  { log, stallLimitMs }: AnswerOptions,
): Promise<void> {
  const iterator = responses[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await orAborted(iterator.next(), signal)
      if (next.done) return
      if (!call.write(next.value)) await drained(call, signal, stallLimitMs)
    }
  } finally {
    Promise.resolve(iterator.return?.()).catch((error: unknown) =>
      log.error({ err: error, method: call.getPath() }, 'handler failed to clean up'),
    )
  }
}

// A caller that reads slowly is waited for; one that reads nothing at all would hold what the handler holds for good.
async function drained(call: OutgoingStream, signal: AbortSignal, stallLimitMs: number): Promise<void> {
  using limited = withTimeout(stallLimitMs, signal)
  try {
    await once(call, 'drain', { signal: limited })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw limited.aborted ? new AppError('resource-exhausted', `nothing was read for ${stallLimitMs} ms`) : error
  }
}

async function* requestsOf(call: ServerDuplexStream<unknown, unknown>, signal: AbortSignal): AsyncGenerator<unknown> {
  // Destroying the reading half would take the writing half with it.
  const iterator = call.iterator({ destroyOnReturn: false })
  for (;;) {
    const next = await orAborted(iterator.next(), signal)
    if (next.done) return
    yield next.value
  }
}

function finish(call: OutgoingStream, { code, details }: CallStatus): void {
  if (code === Status.OK) call.end()
  // How grpc-js is told of a status that is not OK: what was written before goes out first.
  else call.emit('error', { code, details })
}
