import type { Now } from '@sallyport/kernel'
import { isExpired, type Mirror } from '@sallyport/records'
import { z } from 'zod'
import { keySetEndpoint, signInEndpoint, signOutEndpoint, userEndpoint } from '../endpoint-paths.ts'
import type { Handler } from '../web/endpoint.ts'
import { jsonReply, type WebReply } from '../web/web-reply.ts'
import type { WebRequest } from '../web/web-request.ts'

const jwks = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) })

/** `GET /.well-known/sallyport`: where programs find the rest. */
export function discoveryDocument(authenticateUrl: string): Handler {
  return (request) =>
    publicReply(request, {
      sign_in_endpoint: `${authenticateUrl}${signInEndpoint}`,
      sign_out_endpoint: `${authenticateUrl}${signOutEndpoint}`,
      user_endpoint: `${authenticateUrl}${userEndpoint}`,
      jwks_uri: `${authenticateUrl}${keySetEndpoint}`,
    })
}

/** `GET /.well-known/sallyport/jwks.json`: the keys of all replicas of authorize, by which upstreams verify assertions (RFC 7517 section 5). */
export function keySet(mirror: Pick<Mirror, 'byType'>, now: Now): Handler {
  return (request) => {
    const published = Iterator.from(mirror.byType('jwks')).filter((record) => !isExpired(record, now()))
    const keys = published.flatMap(({ data }) => jwks.safeParse(data).data?.keys ?? [])
    return publicReply(request, { keys: [...new Map(keys.map((key) => [key.kid, key])).values()] })
  }
}

/** What everybody may read and keep for a while, scripts of other sites too. */
function publicReply(request: WebRequest, value: object): WebReply {
  const reply = jsonReply(request, value)
  const headers = {
    ...reply.headers,
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  }
  return { ...reply, headers }
}
