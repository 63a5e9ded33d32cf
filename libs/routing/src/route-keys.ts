import { z } from 'zod'
import { parseDurationMs } from './duration.ts'
import { isHeaderValue } from './header-name.ts'
import { compileRegex } from './path-matcher.ts'
import { isServerName, isWebOrigin, type RouteUrlResult, readFrom, readTo } from './route-url.ts'

/** The keys of a route, each checked by itself. Parse with `routeSchema`, which also checks them against each other. */
export const routeKeysSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[^\p{Cc}\p{Cs}]{1,128}$/u, 'must have 1 to 128 characters, none of them a control character')
    .optional()
    .describe('Names the route in logs and decisions. It is the id of the route, so that its address can change.'),
  description: z.string().max(1_000).optional().describe('What the route is for, shown to people who may use it.'),
  from: urlSchema(readFrom).describe(
    'The address that clients use: `https://` with a host and, unless it is 443, a port. All routes of a host share it.',
  ),
  to: z
    .union(
      [urlSchema(readTo).transform((url) => [url]), z.array(urlSchema(readTo)).length(1, 'must name one upstream')],
      {
        error: 'must be the address of the upstream, such as http://127.0.0.1:3000',
      },
    )
    .describe(
      'The upstream: `http://` or `https://` with a host and a port. It gets the path of the request as it is.',
    ),

  prefix: z
    .string()
    .optional()
    .describe('Takes this path and everything below it: `/api` takes `/api` and `/api/users`, not `/apis`.'),
  path: z.string().optional().describe('Takes exactly this path.'),
  regex: z
    .string()
    .max(1_000)
    .superRefine((pattern, context) => {
      const compiled = compileRegex(pattern)
      if (compiled.outcome === 'refused') context.addIssue({ code: 'custom', message: compiled.message })
    })
    .optional()
    .describe(
      'Takes the paths that this regular expression (RE2 syntax) matches from the first to the last character.',
    ),

  policy: z.unknown().optional().describe('Who may use the route, in the policy language.'),
  allow_public_unauthenticated_access: z
    .boolean()
    .default(false)
    .describe('Everybody may use the route, without signing in.'),
  allow_any_authenticated_user: z.boolean().default(false).describe('Everybody who has signed in may use the route.'),

  pass_identity_headers: z
    .boolean()
    .default(false)
    .describe('The upstream gets the signed assertion and the claim headers.'),
  set_request_headers: headersSchema().describe('Headers for the upstream, in place of those of the client.'),
  remove_request_headers: z
    .array(z.string())
    .default([])
    .describe('Headers of the client that the upstream does not get.'),
  set_response_headers: headersSchema().describe('Headers for the client, in place of those of the upstream.'),
  preserve_host_header: z
    .boolean()
    .default(false)
    .describe('The upstream gets the Host of the request in place of its own.'),

  timeout: z
    .string()
    .refine((text) => parseDurationMs(text) !== undefined, 'must be a duration such as 30s or 5m, or 0 for none')
    .default('30s')
    .describe('How long the upstream may take to answer; `0` is for ever. It does not end open WebSockets.'),
  allow_websockets: z.boolean().default(true).describe('WebSocket connections may be opened.'),
  allowed_origins: z
    .array(z.string().refine(isWebOrigin, 'must be an origin such as https://app.example.com'))
    .default([])
    .describe('Origins of other sites whose scripts may open WebSockets and read our answers with the user’s session.'),
  allow_encoded_slash: z
    .boolean()
    .default(false)
    .describe('Paths may hold `%2F`, which is passed on as it is; otherwise such a request is refused.'),

  tls_skip_verify: z.boolean().default(false).describe('Any certificate of the upstream is accepted. For tests only.'),
  tls_custom_ca: z
    .string()
    .includes('-----BEGIN CERTIFICATE-----', { error: 'must hold certificates in PEM form' })
    .optional()
    .describe(
      'The authorities that may have signed the upstream’s certificate, in PEM form, in place of the system’s.',
    ),
  tls_custom_ca_file: z.string().min(1).optional().describe('The same, in a file.'),
  tls_client_cert_file: z
    .string()
    .min(1)
    .optional()
    .describe('The certificate chain that we show to the upstream, in PEM form.'),
  tls_client_key_file: z.string().min(1).optional().describe('The private key of that certificate, in PEM form.'),
  tls_upstream_server_name: z
    .string()
    .refine(isServerName, 'must be a host name in lower case, without a port')
    .optional()
    .describe('The name that the upstream’s certificate must have, where it is not the host in `to`.'),
})

export type Route = z.output<typeof routeKeysSchema>

function urlSchema(read: (text: string) => RouteUrlResult) {
  return z.string().transform((text, context) => {
    const result = read(text)
    if (result.outcome === 'ok') return result.url
    context.addIssue({ code: 'custom', message: result.message })
    return z.NEVER
  })
}

function headersSchema() {
  const value = z.string().refine(isHeaderValue, 'must be ASCII without control characters')
  return z.record(z.string(), value).default({})
}
