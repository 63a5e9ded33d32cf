import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Secret } from '@sallyport/kernel'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { ProviderConfig } from '../provider-config.ts'

/** How the provider departs from being a good one. Change it between two exchanges. */
export interface Behaviour {
  metadata?: Record<string, unknown>
  /** Laid over the claims of a flawless ID token; `undefined` removes one. */
  claims?: Record<string, unknown>
  /** Makes the ID token instead. */
  idToken?: (claims: JWTPayload, sign: (claims: JWTPayload, header?: object) => Promise<string>) => Promise<string>
  /** What its clock says. */
  date?: Date
  userInfo?: Record<string, unknown>
  tokenResponse?: Record<string, unknown>
  /** Answers instead, by path. */
  respond?: Record<string, (request: IncomingMessage, response: ServerResponse) => void>
}

export interface HostileProvider extends AsyncDisposable {
  readonly issuer: string
  readonly config: ProviderConfig
  behaviour: Behaviour
  /** `POST /token` and the like, in order. */
  readonly requests: readonly string[]
  /** What was posted, in order. */
  readonly forms: readonly URLSearchParams[]
  /** The public key, as the JWKS has it. */
  readonly publicKey: object
}

export const nonce = 'nonce-of-this-flow'
export const clientId = 'sallyport'

/** An OpenID provider on loopback that does as it is told, right or wrong. It signs with one RSA key. */
export async function startHostileProvider(): Promise<HostileProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'rsa-1', use: 'sig' }
  const requests: string[] = []
  const forms: URLSearchParams[] = []
  const sign = (claims: JWTPayload, header: object = {}): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'rsa-1', ...header }).sign(privateKey)

  const answers: Record<string, () => Promise<object>> = {
    '/.well-known/openid-configuration': async () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      end_session_endpoint: `${issuer}/end`,
      revocation_endpoint: `${issuer}/revoke`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
      response_types_supported: ['code'],
      ...provider.behaviour.metadata,
    }),
    '/jwks': async () => ({ keys: [jwk] }),
    '/userinfo': async () => ({ sub: 'alice', ...provider.behaviour.userInfo }),
    '/revoke': async () => ({}),
    '/token': async () => {
      const now = Math.floor(Date.now() / 1000)
      const flawless = { iss: issuer, aud: clientId, sub: 'alice', iat: now, exp: now + 300, nonce }
      const claims = JSON.parse(JSON.stringify({ ...flawless, ...provider.behaviour.claims }))
      const idToken = await (provider.behaviour.idToken ?? sign)(claims, sign)
      const tokens = { access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: idToken }
      return JSON.parse(JSON.stringify({ ...tokens, ...provider.behaviour.tokenResponse }))
    },
  }

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy())
  })
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? ''
    requests.push(`${request.method} ${path}`)
    let body = ''
    for await (const chunk of request) body += chunk
    if (request.method === 'POST') forms.push(new URLSearchParams(body))
    if (provider.behaviour.date) response.setHeader('date', provider.behaviour.date.toUTCString())
    const instead = provider.behaviour.respond?.[path]
    if (instead) return instead(request, response)
    const answer = answers[path]
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify((await answer?.()) ?? {}))
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  const provider: HostileProvider = {
    issuer,
    config: {
      name: 'corp',
      issuer,
      clientId,
      clientSecret: new Secret('client-secret'),
      clientAuthentication: 'client_secret_basic',
      scopes: ['openid', 'email'],
      idTokenAlgorithms: ['RS256', 'ES256'],
      groupsClaim: 'groups',
      requestParameters: {},
    },
    behaviour: {},
    requests,
    forms,
    publicKey: jwk,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return provider
}
