import { routeSchema } from '@sallyport/routing'
import { z } from 'zod'
import { authenticateSchema } from './authenticate-config.ts'
import { authorizeSchema } from './authorize-config.ts'
import { databrokerSchema } from './databroker-config.ts'
import { httpsOrigin } from './https-url.ts'
import { identityProvidersSchema } from './identity-provider.ts'
import { proxySchema } from './proxy-config.ts'

const trustDomain = z
  .string()
  .regex(/^[a-z0-9._-]{1,255}$/, 'a trust domain is of lower-case letters, digits, dots, hyphens and underscores')

export const compatibilitySchema = z.strictObject({
  pomerium_cli: z
    .boolean()
    .default(false)
    .describe('Lets the unmodified `pomerium-cli` sign in and open TCP connections.'),
})

const shape = {
  authenticate_url: httpsOrigin().describe(
    'The public origin of the sign-in pages. Every absolute URL that is shown comes from here.',
  ),
  trust_domain: trustDomain
    .default('sallyport.internal')
    .describe(
      'The SPIFFE trust domain of the services’ identities, `spiffe://<trust_domain>/service/<name>/<instance>`.',
    ),
  identity_providers: identityProvidersSchema
    .default({})
    .describe('The OpenID Connect providers that users sign in at, by name. The name is part of every user id.'),
  default_identity_provider: z
    .string()
    .optional()
    .describe('The provider that users sign in at; may be left out if there is only one.'),
  routes: z
    .array(routeSchema)
    .default([])
    .describe('What is reached through the proxy, and who may. databroker hands them to the other services.'),
  databroker: databrokerSchema.optional().describe('The service that keeps the records.'),
  authenticate: authenticateSchema.optional().describe('The service that signs users in.'),
  authorize: authorizeSchema.optional().describe('The service that decides.'),
  proxy: proxySchema.optional().describe('The service that users reach.'),
  compatibility: compatibilitySchema.prefault({}).describe('What is accepted for the sake of other products’ clients.'),
}

/** The whole configuration file. A service may be given a file without the sections of the others. */
export const configDocumentSchema = z.strictObject(shape).superRefine(
  (document, context) => {
    const names = Object.keys(document.identity_providers ?? {})
    const chosen = document.default_identity_provider
    const path = ['default_identity_provider']
    if (chosen === undefined && names.length > 1) {
      context.addIssue({ code: 'custom', path, message: 'is needed when there is more than one identity provider' })
    } else if (chosen !== undefined && !names.includes(chosen)) {
      context.addIssue({ code: 'custom', path, message: 'is not among the identity_providers' })
    }
  },
  { when: ({ value }) => typeof value === 'object' && value !== null },
)

/** The same file without the keys in which something is wrong, so that the rest can be looked at all the same. */
export const soundKeysSchema = z.object(shape).partial()

export type SoundKeys = z.output<typeof soundKeysSchema>
