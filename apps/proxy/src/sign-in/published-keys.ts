import { isExpired, type Mirror } from '@sallyport/records'
import { z } from 'zod'

/** What a `jwks` record holds: the public keys with which one authorize signs assertions (RFC 7517 section 5). */
const recordSchema = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      alg: z.literal('ES256'),
      use: z.literal('sig'),
    }),
  ),
})

/** The keys of every authorize, as one set, each once. A record that cannot be read, or whose authorize is gone, is left out. */
export function publishedKeys(
  mirror: Pick<Mirror, 'byType'>,
  now: Date,
): { readonly keys: readonly { readonly kid: string }[] } {
  const published = Iterator.from(mirror.byType('jwks')).filter((record) => !isExpired(record, now))
  const keys = published.flatMap(({ data }) => recordSchema.safeParse(data).data?.keys ?? [])
  const byKid = new Map(keys.map((key) => [key.kid, key]))
  return { keys: [...byKid.values()].sort((a, b) => (a.kid < b.kid ? -1 : 1)) }
}
