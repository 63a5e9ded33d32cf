import { once } from 'node:events'
import { generateSigningKey, loadSigningKey, publicJwk, type SigningKey, signAssertion } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startDemonstrationUpstream } from './demonstration-upstream.ts'

const key = newKey()
const host = 'whoami.localhost:8443'
const claims = {
  issuer: host,
  audience: host,
  userId: 'local/bob',
  sessionId: 's',
  email: 'bob@example.com',
  groups: [],
}

function newKey(): SigningKey {
  const { kid, pkcs8 } = generateSigningKey()
  return loadSigningKey(kid, pkcs8)
}

async function start(keysFor = async () => [publicJwk(key)]) {
  const upstream = await startDemonstrationUpstream({ host: '127.0.0.1', port: 0, keysFor })
  const at = `127.0.0.1:${upstream.port}`
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    await fetch(`http://${at}${path}`, { headers: { 'X-Forwarded-Host': host, ...headers } })
  return { at, ask, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() }
}

test('a script sees the request as it arrived', async () => {
  await using upstream = await start()
  const answer = await fetch(`http://${upstream.at}/a?b=c`, {
    method: 'POST',
    body: 'four',
    headers: { 'X-Own': 'Value' },
  })
  expect(await answer.json()).toMatchObject({
    method: 'POST',
    path: '/a?b=c',
    body_bytes: 4,
    headers: expect.arrayContaining([['X-Own', 'Value']]),
    assertion: { outcome: 'absent' },
  })
})

test('a person sees who the verified assertion names', async () => {
  await using upstream = await start()
  const answer = await upstream.ask('/', {
    Accept: 'text/html',
    'X-Sallyport-Jwt-Assertion': signAssertion(key, claims),
  })
  expect(await answer.text()).toContain('verified: bob@example.com')
})

test.each([
  ['for another host', signAssertion(key, { ...claims, audience: 'admin.localhost:8443' }), 'refused'],
  ['of another signer', signAssertion(newKey(), claims), 'refused'],
  ['that is none', 'x.y', 'refused'],
])('an assertion %s is not believed', async (_, assertion, outcome) => {
  await using upstream = await start()
  const answer = await upstream.ask('/', { 'X-Sallyport-Jwt-Assertion': assertion })
  expect(await answer.json()).toMatchObject({ assertion: { outcome } })
})

test('while the keys cannot be had the upstream says that it does not know', async () => {
  await using upstream = await start(async () => {
    throw new Error('connection refused')
  })
  const answer = await upstream.ask('/', {
    Accept: 'text/html',
    'X-Sallyport-Jwt-Assertion': signAssertion(key, claims),
  })
  expect(await answer.text()).toContain('connection refused')
})

test('what a client sends is shown, never rendered', async () => {
  await using upstream = await start()
  const answer = await upstream.ask('/', { Accept: 'text/html', 'X-Own': '<script>alert(1)</script>' })
  expect(await answer.text()).not.toContain('<script>')
})

test('the WebSocket echoes text as text and bytes as bytes', async () => {
  await using upstream = await start()
  const socket = new WebSocket(`ws://${upstream.at}/ws`)
  await once(socket, 'open')
  for (const sent of ['text', Buffer.from([0, 255])]) {
    socket.send(sent)
    const [data, isBinary] = await once(socket, 'message')
    expect(isBinary).toBe(typeof sent !== 'string')
    expect(Buffer.from(sent).equals(data)).toBe(true)
  }
  socket.terminate()
})

test('streamed answers arrive piece by piece', async () => {
  await using upstream = await start()
  for (const [path, expected] of [
    ['/events', /^id: 1\ndata: /],
    ['/stream', /^line 1\n$/],
  ] as const) {
    const answer = await upstream.ask(path)
    const reader = answer.body?.getReader()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toMatch(expected)
    await reader?.cancel()
  }
})

test('the slow answer takes as long as asked', async () => {
  await using upstream = await start()
  expect(await (await upstream.ask('/slow?ms=20')).text()).toBe('after 20 ms\n')
})
