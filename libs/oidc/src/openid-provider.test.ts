import { Secret, silentLogger } from '@sallyport/kernel'
import { newCodeVerifier, randomId } from '@sallyport/tokens'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IdentityProvider } from './identity-provider.ts'
import { openIdentityProviders } from './open-identity-providers.ts'
import { type ReferenceProvider, redirectUri, startReferenceProvider } from './testing/reference-provider.ts'
import { signInByScript } from './testing/scripted-browser.ts'

let reference: ReferenceProvider
beforeAll(async () => {
  reference = await startReferenceProvider()
})
afterAll(async () => {
  await reference[Symbol.asyncDispose]()
})

const open = () => openIdentityProviders([reference.config], { logger: silentLogger })

async function signIn(provider: IdentityProvider | undefined, login = 'alice') {
  if (!provider) throw new Error('no such provider')
  const flow = { redirectUri, state: randomId(), nonce: randomId(), codeVerifier: newCodeVerifier() }
  const callbackUrl = await signInByScript(await provider.beginSignIn(flow), login, redirectUri)
  const answer = { ...flow, callbackUrl }
  const result = await provider.completeSignIn(answer)
  if (result.outcome !== 'signed-in') throw new Error(result.error)
  return { answer, result }
}

test('a person signs in at a real provider', async () => {
  await using providers = open()
  const { result } = await signIn(providers.get('reference'))
  expect(result.person).toMatchObject({
    subject: 'alice',
    email: 'alice@example.com',
    emailVerified: true,
    name: 'alice',
    groups: ['eng'],
    remarks: [],
  })
  expect(result.tokens.accessToken.reveal()).not.toBe('')
  expect(result.tokens.refreshToken?.reveal()).not.toBe('')
  expect(result.tokens.idToken?.reveal().split('.')).toHaveLength(3)
  expect(result.accessExpiresAt?.getTime()).toBeGreaterThan(Date.now())
})

test('every request for authorization has PKCE S256, state and nonce', async () => {
  await using providers = open()
  const codeVerifier = newCodeVerifier()
  const url = await providers.get('reference')?.beginSignIn({ redirectUri, state: 's', nonce: 'n', codeVerifier })
  expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
    client_id: 'sallyport',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid email profile offline_access',
    state: 's',
    nonce: 'n',
    code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    code_challenge_method: 'S256',
    prompt: 'consent',
  })
})

test('a code is worth nothing a second time (CB-11)', async () => {
  await using providers = open()
  const provider = providers.get('reference')
  const { answer } = await signIn(provider)
  expect(await provider?.completeSignIn(answer)).toMatchObject({ outcome: 'refused', error: 'invalid_grant' })
})

test('a code is worth nothing without the verifier of its own flow (CB-11)', async () => {
  await using providers = open()
  const provider = providers.get('reference')
  const flow = { redirectUri, state: randomId(), nonce: randomId(), codeVerifier: newCodeVerifier() }
  const start = await provider?.beginSignIn(flow)
  if (!start) throw new Error('no such provider')
  const callbackUrl = await signInByScript(start, 'alice', redirectUri)
  const stolen = { ...flow, callbackUrl, codeVerifier: newCodeVerifier() }
  expect(await provider?.completeSignIn(stolen)).toMatchObject({ outcome: 'refused', error: 'invalid_grant' })
})

test('a refresh gives new tokens for the same person and for nobody else', async () => {
  await using providers = open()
  const provider = providers.get('reference')
  const { result } = await signIn(provider)
  const refreshToken = result.tokens.refreshToken ?? new Secret('')
  const refreshed = await provider?.refresh({ refreshToken, subject: 'alice' })
  if (refreshed?.outcome !== 'refreshed') throw new Error('not refreshed')
  expect(refreshed.person).toMatchObject({ subject: 'alice', email: 'alice@example.com', groups: ['eng'] })
  expect(refreshed.tokens.accessToken.reveal()).not.toBe(result.tokens.accessToken.reveal())
  const next = refreshed.tokens.refreshToken ?? new Secret('')
  await expect(provider?.refresh({ refreshToken: next, subject: 'mallory' })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
})

test('after a revocation nothing is refreshed any more', async () => {
  await using providers = open()
  const provider = providers.get('reference')
  const { result } = await signIn(provider)
  expect(await provider?.revoke(result.tokens)).toBe('revoked')
  const refreshToken = result.tokens.refreshToken ?? new Secret('')
  expect(await provider?.refresh({ refreshToken, subject: 'alice' })).toMatchObject({
    outcome: 'refused',
    error: 'invalid_grant',
  })
})

test('sign-out leads to the provider with the ID token as a hint', async () => {
  await using providers = open()
  const provider = providers.get('reference')
  const { result } = await signIn(provider)
  const url = await provider?.endSessionUrl({
    ...(result.tokens.idToken && { idTokenHint: result.tokens.idToken }),
    postLogoutRedirectUri: 'https://authenticate.example.com/signed-out',
    state: 's',
  })
  expect(url?.searchParams.get('id_token_hint')).toBe(result.tokens.idToken?.reveal())
  const page = await fetch(url ?? '')
  expect(page.status).toBe(200)
})

test("a wrong client secret is the provider's no, with its reason", async () => {
  const wrong = { ...reference.config, clientSecret: new Secret('wrong') }
  await using providers = openIdentityProviders([wrong], { logger: silentLogger })
  await expect(signIn(providers.get('reference'))).rejects.toThrow('invalid_client')
})
