import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IdentityProviderConfig } from '@sallyport/config'
import { Secret } from '@sallyport/kernel'
import { Provider } from 'oidc-provider'

export interface ReferenceProvider extends AsyncDisposable {
  readonly config: IdentityProviderConfig
  /** `POST /token/revocation` and the like, in order. */
  readonly requests: readonly string[]
  /** While it is set every request is answered with it. */
  outage: number | undefined
  /** What an account is said to be, beside its subject. */
  claims: (subject: string) => Record<string, unknown>
}

/** A certified OpenID provider in this process, on loopback; everybody may sign in, by any password. */
export async function startReferenceProvider(name: string, authenticateUrl: string): Promise<ReferenceProvider> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const requests: string[] = []
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'sallyport',
        client_secret: 'client-secret',
        redirect_uris: [`${authenticateUrl}/oauth2/callback`],
        post_logout_redirect_uris: [`${authenticateUrl}/.sallyport/signed_out`],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['cookie-key'] },
    features: { revocation: { enabled: true } },
    issueRefreshToken: async () => true,
    ttl: { AccessToken: 300, Grant: 3600, IdToken: 300, Interaction: 60, Session: 3600, RefreshToken: 3600 },
    findAccount: async (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, ...reference.claims(sub) }),
    }),
  })
  const handle = provider.callback()
  server.on('request', (request, response) => {
    requests.push(`${request.method} ${request.url?.split('?')[0]}`)
    if (reference.outage === undefined) return void handle(request, response)
    response.writeHead(reference.outage, { 'content-type': 'text/plain' }).end('out of order')
  })
  const reference: ReferenceProvider = {
    requests,
    outage: undefined,
    claims: (sub) => ({ email: `${sub}@example.com`, email_verified: true, name: sub, groups: ['eng'] }),
    config: {
      name,
      issuer,
      clientId: 'sallyport',
      clientSecret: new Secret('client-secret'),
      clientAuthentication: 'client_secret_basic',
      scopes: ['openid', 'email', 'profile', 'offline_access'],
      idTokenAlgorithms: ['RS256'],
      groupsClaim: 'groups',
      requestParameters: {},
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return reference
}
