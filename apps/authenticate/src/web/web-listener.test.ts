import { Agent, request } from 'node:https'
import { text } from 'node:stream/consumers'
import { silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, MemoryIdentitySource, serviceTlsOptions } from '@sallyport/pki'
import { expect, test } from 'vitest'
import type { Handler } from './endpoint.ts'
import { WebListener, type WebListenerOptions } from './web-listener.ts'
import type { WebReply } from './web-reply.ts'

const authority = await createLocalServiceAuthority()
const proxy = await authority.issueServiceIdentity('proxy', 'proxy-0')

async function listen(answer: Handler, options: Partial<WebListenerOptions> = {}): Promise<WebListener> {
  return WebListener.listen({
    address: { host: '127.0.0.1', port: 0 },
    identities: new MemoryIdentitySource(await authority.issueServiceIdentity('authenticate', 'authenticate-0')),
    answer,
    onAnswered: () => {},
    log: silentLogger,
    now: () => new Date(),
    ...options,
  })
}

function ask(
  { port }: { readonly port: number },
  { agent, signal }: { readonly agent?: Agent; readonly signal?: AbortSignal } = {},
) {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly status: number | undefined; body: string }>()
  const asked = request({
    ...serviceTlsOptions(proxy),
    ...{ host: '127.0.0.1', port, path: '/', checkServerIdentity: () => undefined },
    agent: agent ?? false,
    ...(signal && { signal }),
  })
  asked.on('error', reject)
  asked.on('response', (response) => {
    text(response).then((body) => resolve({ status: response.statusCode, body }), reject)
  })
  asked.end()
  return promise
}

const done: WebReply = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'done' }

test('a stop lets a request finish, and does not wait for connections that are idle', async () => {
  const reached = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  let isFirst = true
  const listener = await listen(async () => {
    if (isFirst) {
      isFirst = false
      return done
    }
    reached.resolve()
    await finish.promise
    return done
  })
  const { port } = listener
  using agent = disposable(new Agent({ keepAlive: true }))
  await ask(listener, { agent: agent.value })
  const answered = ask(listener)
  await reached.promise
  const begunMs = performance.now()
  const stopped = listener[Symbol.asyncDispose]()
  finish.resolve()
  expect(await answered).toEqual({ status: 200, body: 'done' })
  await stopped
  expect(performance.now() - begunMs).toBeLessThan(2_000)
  await expect(ask({ port })).rejects.toThrow('ECONNREFUSED')
})

test('a request that does not end is cut when the grace is over', async () => {
  const reached = Promise.withResolvers<void>()
  const listener = await listen(
    async (_request, signal) => {
      reached.resolve()
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      return done
    },
    { graceMs: 50 },
  )
  const answered = ask(listener)
  answered.catch(() => {})
  await reached.promise
  await listener[Symbol.asyncDispose]()
  await expect(answered).rejects.toThrow()
})

test('a handler hears when the client has gone', async () => {
  const reached = Promise.withResolvers<void>()
  const heard = Promise.withResolvers<unknown>()
  await using listener = await listen(async (_request, signal) => {
    signal.addEventListener('abort', () => heard.resolve(signal.reason))
    reached.resolve()
    await heard.promise
    return done
  })
  const client = new AbortController()
  const answered = ask(listener, { signal: client.signal })
  answered.catch(() => {})
  await reached.promise
  client.abort()
  expect(await heard.promise).toMatchObject({ code: 'cancelled' })
})

test('a connection ends with the certificate that opened it', async () => {
  const shortBefore = new Date(proxy.notAfter.getTime() - 100)
  await using listener = await listen(async () => new Promise<WebReply>(() => {}), {
    now: () => shortBefore,
    graceMs: 50,
  })
  await expect(ask(listener)).rejects.toThrow('socket hang up')
})

test('an address that is taken is named', async () => {
  await using listener = await listen(async () => done)
  const address = { host: '127.0.0.1', port: listener.port }
  await expect(listen(async () => done, { address })).rejects.toMatchObject({
    code: 'unavailable',
    message: `cannot listen on 127.0.0.1 port ${listener.port} for sign-in`,
  })
})

function disposable(value: Agent): Disposable & { readonly value: Agent } {
  return { value, [Symbol.dispose]: () => value.destroy() }
}
