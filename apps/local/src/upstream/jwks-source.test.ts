import { once } from 'node:events'
import { createServer } from 'node:https'
import { createLocalTlsAuthority, type LocalTlsAuthority } from '@sallyport/pki'
import { generateSigningKey, loadSigningKey, publicJwk } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { fetchJwks, JwksSource } from './jwks-source.ts'

test('keys are kept for a minute, and fetched again at once when a new one signs', async () => {
  const { kid, pkcs8 } = generateSigningKey()
  const key = publicJwk(loadSigningKey(kid, pkcs8))
  let nowMs = 0
  let fetches = 0
  const source = new JwksSource(
    async () => {
      fetches += 1
      return [key]
    },
    () => nowMs,
  )
  const after = async (ms: number, kid: string | undefined) => {
    nowMs += ms
    await source.keys(kid)
    return fetches
  }
  expect(await after(0, key.kid)).toBe(1)
  expect(await after(59_000, key.kid)).toBe(1)
  expect(await after(2_000, key.kid)).toBe(2)
  expect(await after(500, 'unknown')).toBe(2)
  expect(await after(600, 'unknown')).toBe(3)
})

async function serve(authority: LocalTlsAuthority, body: string) {
  const { certificate, privateKey } = await authority.issue(['authenticate.localhost'])
  const server = createServer({ cert: certificate, key: privateKey.reveal() }, (_, response) => response.end(body))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: new URL(`https://authenticate.localhost:${port}/jwks.json`),
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

test('a name under .localhost is loopback, and its certificate is checked', async () => {
  const authority = await createLocalTlsAuthority()
  await using server = await serve(authority, '{"keys":[{"kid":"1"}]}')
  expect(await fetchJwks(server.url, authority.certificate)).toEqual([{ kid: '1' }])
  await expect(fetchJwks(server.url, (await createLocalTlsAuthority()).certificate)).rejects.toThrow(/certificate/)
})

test('an answer that is no key set is an error', async () => {
  const authority = await createLocalTlsAuthority()
  await using server = await serve(authority, '{"error":"not here"}')
  await expect(fetchJwks(server.url, authority.certificate)).rejects.toThrow('is no key set')
})
