import { once } from 'node:events'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Browser } from './client/browser.ts'
import { signedIn, signOut } from './client/sign-in.ts'
import { oneInstallation } from './installation/one-installation.ts'
import { type SecondProxy, startSecondProxy } from './installation/second-proxy.ts'

vi.setConfig({ testTimeout: 30_000 })

const installation = oneInstallation()
let second: SecondProxy

beforeAll(async () => {
  second = await startSecondProxy(installation())
})
afterAll(() => second[Symbol.asyncDispose]())

/** The same person in the same browser, by way of each of the two proxies. */
async function viaBoth(): Promise<readonly [Browser, Browser]> {
  const first = await signedIn(installation(), 'bob')
  return [first, first.via(second.port)]
}

async function openSocket(browser: Browser) {
  const socket = browser.webSocket(installation().url('whoami', '/ws'))
  await once(socket, 'open')
  const closed = once(socket, 'close').then(([code]): number => code)
  return { socket, closed }
}

/** An answer that goes on for ever; `cut` resolves once it ends, with whether it ended as a whole answer does. */
async function openEvents(browser: Browser) {
  const answer = await browser.open(installation().url('whoami', '/events'))
  await once(answer, 'data')
  const cut = new Promise<{ readonly isWhole: boolean }>((resolve) =>
    answer.on('error', () => {}).once('close', () => resolve({ isWhole: answer.complete })),
  )
  return { cut }
}

test('a session that was begun at one proxy is good at the other at once', async () => {
  for (let count = 0; count < 10; count += 1) {
    const [, browser] = await viaBoth()
    const page = await browser.visit(installation().url('whoami'))
    expect([page.status, page.hops.length]).toEqual([200, 1])
  }
})

test('a sign-in that begins at one proxy ends at the other', async () => {
  const [first] = await viaBoth()
  const start = await first.request(installation().url('admin', '/begun'), { headers: { accept: 'text/html' } })
  const page = await first.via(second.port).visit(start.location ?? '')
  expect([page.status, page.url.href]).toEqual([403, installation().url('admin', '/begun').href])
})

test('signing out at one cuts WebSockets and streaming answers at both within a second, and the session is refused at both', async () => {
  const both = await viaBoth()
  const sockets = await Promise.all(both.map(openSocket))
  const streams = await Promise.all(both.map(openEvents))
  await signOut(both[0], installation())
  const signedOutAtMs = performance.now()
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1008, 1008])
  expect(await Promise.all(streams.map(({ cut }) => cut))).toEqual([{ isWhole: false }, { isWhole: false }])
  expect(performance.now() - signedOutAtMs).toBeLessThan(1_000)
  for (const browser of both) expect((await browser.request(installation().url('whoami'))).status).toBe(401)
})

test('somebody else who is signed in at both notices nothing of it', async () => {
  const [bob] = await viaBoth()
  const [, other] = await viaBoth()
  const { socket } = await openSocket(other)
  await signOut(bob, installation())
  socket.send('still here')
  expect(String((await once(socket, 'message'))[0])).toBe('still here')
  socket.terminate()
  expect((await other.request(installation().url('whoami'))).status).toBe(200)
})
