import { once } from 'node:events'
import { createServer } from 'node:http'
import { Secret } from '@sallyport/kernel'
import { Provider } from 'oidc-provider'
import type { ProviderConfig } from '../provider-config.ts'

export interface ReferenceProvider extends AsyncDisposable {
  readonly config: ProviderConfig
}

export const redirectUri = 'https://authenticate.example.com/oauth2/callback'

/** A certified OpenID provider, in this process and on loopback; every user may sign in with any password. */
export async function startReferenceProvider(): Promise<ReferenceProvider> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'sallyport',
        client_secret: 'client-secret',
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: ['https://authenticate.example.com/signed-out'],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['cookie-key'] },
    features: { revocation: { enabled: true } },
    issueRefreshToken: async () => true,
    pkce: { required: () => true },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 300,
      Interaction: 60,
      Session: 3600,
      RefreshToken: 3600,
    },
    findAccount: async (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, email: `${sub}@example.com`, email_verified: true, name: sub, groups: ['eng'] }),
    }),
  })
  const handle = provider.callback()
  server.on('request', (request, response) => void handle(request, response))
  return {
    config: {
      name: 'reference',
      issuer,
      clientId: 'sallyport',
      clientSecret: new Secret('client-secret'),
      clientAuthentication: 'client_secret_basic',
      scopes: ['openid', 'email', 'profile', 'offline_access'],
      idTokenAlgorithms: ['RS256'],
      groupsClaim: 'groups',
      requestParameters: { prompt: 'consent' },
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
