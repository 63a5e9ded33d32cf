import { Provider } from 'oidc-provider'
import { Html, html } from '../pages/html.ts'
import { page } from '../pages/page.ts'
import { providerErrorPage, signedOutPage } from './login-page.ts'
import type { ProviderKeys } from './provider-keys.ts'
import type { ProviderStore } from './sqlite-adapter.ts'
import { demonstrationUsers } from './users.ts'

export interface DemonstrationClient {
  readonly id: string
  readonly secret: string
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
}

const day = 86_400
const scopes = 'openid email profile offline_access'

/** The OpenID provider of the demonstration: one client, the demonstration's users, rotating refresh tokens, sign-out and revocation. */
export function openidProvider(
  issuer: string,
  client: DemonstrationClient,
  keys: ProviderKeys,
  store: ProviderStore,
): Provider {
  return new Provider(issuer, {
    adapter: store.adapter,
    jwks: { keys: [keys.signing] },
    cookies: { keys: [...keys.cookies] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [...client.redirectUris],
        post_logout_redirect_uris: [...client.postLogoutRedirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    scopes: scopes.split(' '),
    claims: { openid: ['sub', 'sid', 'auth_time'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    // Claims stand in the ID token itself, as at most providers that people know.
    conformIdTokenClaims: false,
    findAccount: (_ctx, subject) => {
      const user = demonstrationUsers.find((candidate) => candidate.subject === subject)
      if (!user) return undefined
      const { email, name, groups } = user
      return {
        accountId: subject,
        claims: () => ({ sub: subject, email, email_verified: true, name, groups: [...groups] }),
      }
    },
    // Nobody is asked for consent: the one client is our own.
    loadExistingGrant: async ({ oidc }) => {
      const { client: asking, session } = oidc
      if (!asking || !session?.accountId) return undefined
      const known = session.grantIdFor(asking.clientId)
      const found = known === undefined ? undefined : await oidc.provider.Grant.find(known)
      const grant = found ?? new oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId })
      grant.addOIDCScope(scopes)
      await grant.save()
      return grant
    },
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    issueRefreshToken: (_ctx, asking) => asking.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    pkce: { required: () => true },
    ttl: {
      AccessToken: 600,
      IdToken: 600,
      Interaction: 3_600,
      Grant: 30 * day,
      RefreshToken: 30 * day,
      Session: 14 * day,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = page(
            'Sign out',
            html`<div class="narrow"></div><h1>Sign out?</h1><p class="soft">Of the demonstration identity provider, too.</p>${new Html(form)}
<form><button class="main" form="op.logoutForm" name="logout" value="yes">Sign out</button><button form="op.logoutForm">Stay signed in there</button></form>`,
          )
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = signedOutPage()
        },
      },
    },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = 'html'
      ctx.body = providerErrorPage(error, description ?? 'The request was not understood.')
    },
  })
}
