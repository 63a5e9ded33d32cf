import { expect, test } from 'vitest'
import { readRouteFlow, signInPath } from './route-flow.ts'
import { newRouteFlow } from './testing/network.ts'

test('a path to sign in leads back to the same flow', () => {
  const { host, flow, challenge } = newRouteFlow('app.example.com:8443')
  const route = { host, flow, challenge }
  const path = signInPath({ route, provider: 'corporate', prompt: 'login' })
  const parameters = new Map(new URLSearchParams(path.split('?')[1]))
  expect(readRouteFlow(parameters)).toEqual(route)
  expect([parameters.get('provider'), parameters.get('prompt')]).toEqual(['corporate', 'login'])
})

test('without a flow it leads to the account page', () => {
  expect(signInPath()).toBe('/.sallyport/sign_in')
  expect(readRouteFlow(new Map())).toBeUndefined()
})
