import type { Secret } from '@sallyport/kernel'
import { z } from 'zod'
import { exactlyOneOf } from './exclusive-keys.ts'
import { issuerUrl } from './https-url.ts'
import type { PartReader } from './part-reader.ts'
import { filePath, secretValue } from './secret-value.ts'

// What the authorization request is bound to its flow and to its browser by; an operator's parameter must not replace them.
const protocolParameters = [
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'nonce',
  'redirect_uri',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
]

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name is of lower-case letters, digits and hyphens, at most 63')

export const identityProviderSchema = z
  .strictObject({
    issuer: issuerUrl().describe("The provider's issuer identifier, exactly as its ID tokens carry it."),
    client_id: z
      .string()
      .min(1, 'must not be empty')
      .describe('The client that is registered for Sallyport at the provider.'),
    client_secret: secretValue().optional().describe("The client's secret."),
    client_secret_file: filePath().optional().describe('A file that holds `client_secret`.'),
    client_authentication: z
      .enum(['client_secret_basic', 'client_secret_post'])
      .default('client_secret_basic')
      .describe('How the client authenticates at the token endpoint.'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'not a scope (RFC 6749 section 3.3)'))
      .refine((scopes) => scopes.includes('openid'), 'must contain openid')
      .default(['openid', 'email', 'profile'])
      .describe('The scopes that are asked for. `offline_access` makes most providers give a refresh token.'),
    id_token_algorithms: z
      .array(z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']))
      .min(1, 'needs at least one algorithm')
      .default(['RS256', 'ES256'])
      .describe('The signature algorithms that an ID token may use. Symmetric ones and `none` are never accepted.'),
    groups_claim: z
      .string()
      .min(1, 'must not be empty')
      .default('groups')
      .describe("The claim that lists a user's groups."),
    request_parameters: z
      .record(z.string(), z.string())
      .superRefine((parameters, context) => {
        for (const name of Object.keys(parameters).filter((key) => protocolParameters.includes(key))) {
          context.addIssue({ code: 'custom', path: [name], message: 'belongs to the protocol and cannot be set' })
        }
      })
      .default({})
      .describe('Further parameters of the authorization request, such as `prompt` or `hd`.'),
  })
  .check(exactlyOneOf('client_secret', 'client_secret_file'))

export const identityProvidersSchema = z.record(slug, identityProviderSchema)

export type IdentityProviderSections = z.output<typeof identityProvidersSchema>

export interface IdentityProviderConfig {
  /** Part of every user id, so it must not change. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret<string>
  readonly clientAuthentication: 'client_secret_basic' | 'client_secret_post'
  readonly scopes: readonly string[]
  readonly idTokenAlgorithms: readonly string[]
  readonly groupsClaim: string
  readonly requestParameters: Readonly<Record<string, string>>
}

export async function readIdentityProviders(
  sections: IdentityProviderSections,
  reader: PartReader,
): Promise<readonly IdentityProviderConfig[]> {
  const providers: IdentityProviderConfig[] = []
  for (const [name, section] of Object.entries(sections)) {
    providers.push({
      name,
      issuer: section.issuer,
      clientId: section.client_id,
      clientSecret: await reader.secret(section.client_secret, section.client_secret_file, [
        'identity_providers',
        name,
        'client_secret_file',
      ]),
      clientAuthentication: section.client_authentication,
      scopes: section.scopes,
      idTokenAlgorithms: section.id_token_algorithms,
      groupsClaim: section.groups_claim,
      requestParameters: section.request_parameters,
    })
  }
  return providers
}
