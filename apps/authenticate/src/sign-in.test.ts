import { decodeSession, decodeUser } from '@sallyport/identity'
import { expect, test } from 'vitest'
import { newRouteFlow, routeHost, startNetwork } from './testing/network.ts'

test('a person signs in at the provider and is handed over to the route that asked', async () => {
  await using network = await startNetwork()
  const browser = network.browser()
  const asked = newRouteFlow()
  const { status, location, headers } = await browser.follow(asked.signIn)
  expect(status).toBe(302)
  expect(`${location?.origin}${location?.pathname}`).toBe(`https://${routeHost}/.sallyport/callback`)
  expect(location?.searchParams.get('flow')).toBe(asked.flow)
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })

  const [session] = await network.records('session')
  const [user] = await network.records('user')
  if (session?.deleted !== false || user?.deleted !== false) throw new Error('nothing was stored')
  expect(decodeUser(user)).toMatchObject({
    id: 'corporate/alice',
    issuer: network.provider.config.issuer,
    email: 'alice@example.com',
  })
  expect(decodeSession(session)).toMatchObject({
    userId: 'corporate/alice',
    email: 'alice@example.com',
    groups: ['eng'],
  })

  const code = location?.searchParams.get('code') ?? ''
  const redeemed = await network.redeem({ ...asked, code })
  expect(redeemed).toMatchObject({
    redeemed: true,
    sessionId: session.id,
    recordVersion: session.version.toString(),
    epoch: (await network.broker.store.info()).epoch,
  })
})
