import type { Mirror } from '@sallyport/records'
import { z } from 'zod'
import { callbackEndpoint, keySetEndpoint } from '../endpoint-paths.ts'
import type { Handler } from '../web/endpoint.ts'
import { jsonReply, type WebReply } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'

const jwks = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) })

/** `GET /.well-known/sallyport`: where programs find the rest. */
export function discoveryDocument(authenticateUrl: string): Handler {
  return (request) =>
    publicReply(request, {
      issuer: authenticateUrl,
      authentication_callback_endpoint: `${authenticateUrl}${callbackEndpoint}`,
      jwks_uri: `${authenticateUrl}${keySetEndpoint}`,
    })
}

/** `GET /.well-known/sallyport/jwks.json`: the keys of all replicas of authorize, by which upstreams verify assertions (RFC 7517 section 5). */
export function keySet(mirror: Pick<Mirror, 'byType'>): Handler {
  return (request) => {
    const keys = Iterator.from(mirror.byType('jwks')).flatMap(({ data }) => jwks.safeParse(data).data?.keys ?? [])
    const byKid = new Map(keys.map((key) => [key.kid, key]))
    return publicReply(request, { keys: [...byKid.values()] })
  }
}

/** What everybody may read and keep for a minute, scripts of other sites too. */
function publicReply(request: WebRequest, value: object): WebReply {
  const reply = jsonReply(request, value)
  const headers = {
    ...reply.headers,
    'cache-control': 'public, max-age=60',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  }
  return { ...reply, headers }
}
