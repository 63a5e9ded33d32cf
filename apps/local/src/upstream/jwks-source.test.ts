import { generateSigningKey, loadSigningKey, publicJwk } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { JwksSource } from './jwks-source.ts'

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
