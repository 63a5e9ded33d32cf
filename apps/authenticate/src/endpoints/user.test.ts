import { expect, test } from 'vitest'
import { startNetwork } from '../testing/network.ts'

const asJson = { accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }

test('a person sees who they are here, and how to sign out or in as somebody else', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const { status, url, body, headers } = await browser.follow('/.sallyport/sign_in')
  expect([status, url.pathname]).toEqual([200, '/.sallyport/user'])
  for (const text of ['alice@example.com', 'eng', 'corporate', 'href="/.sallyport/sign_out"', 'prompt=login'])
    expect(body).toContain(text)
  expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  expect((await browser.ask('/')).location?.pathname).toBe('/.sallyport/user')
})

test('CK-11: its JSON twin says the same, and neither holds a token or a handle', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const page = await browser.follow('/.sallyport/sign_in')
  const json = await browser.ask('/.sallyport/user', { headers: { ...asJson, 'sec-fetch-site': 'same-origin' } })
  expect(JSON.parse(json.body)).toEqual({
    user_id: 'corporate/alice',
    provider: 'corporate',
    email: 'alice@example.com',
    email_verified: true,
    name: 'alice',
    groups: ['eng'],
    signed_in_at: expect.stringMatching(/Z$/),
    expires_at: expect.stringMatching(/Z$/),
  })
  const [[session], [grant]] = await Promise.all([network.records('session'), network.records('grant')])
  const secrets = [session?.id, session?.data['handle_hash'], grant?.data['sealed'], ...browser.cookies.values()]
  for (const { body } of [page, json])
    for (const secret of secrets) {
      expect(secret).toBeTypeOf('string')
      expect(body).not.toContain(secret)
    }
})

test('CK-11: scripts and frames of other sites learn nothing', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  const others: Readonly<Record<string, string>>[] = [
    { ...asJson, 'sec-fetch-site': 'cross-site' },
    { ...asJson, 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ]
  for (const headers of others) {
    const { status, body } = await browser.ask('/.sallyport/user', { headers })
    expect([headers, status]).toEqual([headers, 403])
    expect(body).not.toContain('alice')
  }
})

test('whoever is not signed in is told so, in the shape that they read', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const page = await browser.ask('/.sallyport/user')
  expect(page.status).toBe(401)
  expect(page.body).toContain('href="/.sallyport/sign_in"')
  const json = await browser.ask('/.sallyport/user', { headers: { ...asJson, 'sec-fetch-site': 'same-origin' } })
  expect([json.status, JSON.parse(json.body)]).toMatchObject([401, { reason: 'no-session' }])
})

test('a session ends when its time is over', async () => {
  let aheadMs = 0
  await using network = await startNetwork({ now: () => new Date(Date.now() + aheadMs), sessionLifetimeMs: 60_000 })
  const browser = network.browser()
  await browser.follow('/.sallyport/sign_in')
  aheadMs = 59_000
  expect((await browser.ask('/.sallyport/user')).status).toBe(200)
  aheadMs = 61_000
  expect((await browser.ask('/.sallyport/user')).status).toBe(401)
})
