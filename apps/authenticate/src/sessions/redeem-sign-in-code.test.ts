import { Secret } from '@sallyport/kernel'
import { authenticateService } from '@sallyport/proto'
import { hashHandleSecret, newCodeVerifier, newOneTimeCode, randomId } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { type NetworkOptions, newRouteFlow, startNetwork } from '../testing/network.ts'

/** A network in which somebody has just been handed over; `presented` is what the right proxy presents. */
async function handedOver(options?: NetworkOptions) {
  const network = await startNetwork(options)
  const asked = newRouteFlow()
  const { location } = await network.browser().follow(asked.signIn)
  const { host, flow, verifier } = asked
  return { network, presented: { code: location?.searchParams.get('code') ?? '', host, flow, verifier } }
}

test('a code gives the session and its handle, once', async () => {
  const { network, presented } = await handedOver()
  await using _network = network
  const redeemed = await network.redeem(presented)
  expect(redeemed).toMatchObject({ redeemed: true, epoch: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  const [session] = await network.records('session')
  expect(session?.id).toBe(redeemed.sessionId)
  expect(hashHandleSecret(new Secret(redeemed.handleSecret))).toBe(session?.data['handle_hash'])
  expect(await network.redeem(presented)).toMatchObject({
    redeemed: false,
    reason: 'code-unknown-or-used',
    sessionId: '',
  })
})

test('SI-11: a code is refused to another host, flow or browser, and not spent by them', async () => {
  const { network, presented } = await handedOver()
  await using _network = network
  const refusals = {
    'other-host': { ...presented, host: 'evil.example.com' },
    'other-flow': { ...presented, flow: randomId() },
    'other-browser': { ...presented, verifier: newCodeVerifier().reveal() },
    'code-unknown-or-used': { ...presented, code: newOneTimeCode().reveal() },
    'code-malformed': { ...presented, code: `${presented.code}=` },
  }
  for (const [reason, request] of Object.entries(refusals))
    expect(await network.redeem(request)).toMatchObject({ redeemed: false, reason, sessionId: '' })
  expect(await network.redeem(presented)).toMatchObject({ redeemed: true })
})

test('a code is good for a minute', async () => {
  let aheadMs = 0
  const { network, presented } = await handedOver({ now: () => new Date(Date.now() + aheadMs) })
  await using _network = network
  aheadMs = 60_000
  expect(await network.redeem(presented)).toMatchObject({ redeemed: false, reason: 'code-expired' })
  aheadMs = 50_000
  expect(await network.redeem(presented)).toMatchObject({ redeemed: true })
})

test('of two who redeem a code at the same moment exactly one gets the session', async () => {
  const bothChecked = Promise.withResolvers<void>()
  let waiting = 0
  const beforeCodeDelete = async (): Promise<void> => {
    waiting += 1
    if (waiting === 2) bothChecked.resolve()
    await bothChecked.promise
  }
  const { network, presented } = await handedOver({ pausePoints: { beforeCodeDelete } })
  await using _network = network
  const answers = await Promise.all([network.redeem(presented), network.redeem(presented)])
  expect(answers.filter(({ redeemed }) => redeemed)).toHaveLength(1)
})

test('only a proxy may redeem', async () => {
  const { network, presented } = await handedOver()
  await using _network = network
  for (const service of ['authorize', 'databroker', 'authenticate'] as const) {
    const client = network.client(await network.issue(service))
    await expect(client.unaryCall(authenticateService.RedeemSignInCode, presented)).rejects.toMatchObject({
      code: 'permission-denied',
    })
  }
  expect(await network.redeem(presented)).toMatchObject({ redeemed: true })
})

test('while the databroker is away a code is neither good nor bad', async () => {
  const { network, presented } = await handedOver()
  await using _network = network
  network.broker.fail()
  await expect(network.redeem(presented)).rejects.toMatchObject({ code: 'unavailable' })
  network.broker.heal()
  expect(await network.redeem(presented)).toMatchObject({ redeemed: true })
})
