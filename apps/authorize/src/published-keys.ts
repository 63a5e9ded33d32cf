import { isDeepStrictEqual } from 'node:util'
import type { DatabrokerClient } from '@sallyport/databroker-client'
import { AppError, type Now } from '@sallyport/kernel'
import type { Mirror, Precondition } from '@sallyport/records'
import { publicJwk, type SigningKey } from '@sallyport/tokens'

export interface PublishedKeysOptions {
  readonly broker: Pick<DatabrokerClient, 'put'>
  readonly mirror: Pick<Mirror, 'get'>
  /** This replica: the id of its record. */
  readonly instance: string
  readonly now: Now
}

const lifetimeMs = 24 * 3_600_000

/**
 * Sees to it that the `jwks` record of this replica holds the public halves of exactly these keys, as a JWK Set (RFC 7517 section 5).
 * The record is renewed long before it expires, and expires on its own once the replica is gone for good.
 */
export async function publishKeys(
  keys: readonly SigningKey[],
  { broker, mirror, instance, now }: PublishedKeysOptions,
  signal: AbortSignal,
): Promise<void> {
  const key = { type: 'jwks', id: instance } as const
  const data = { keys: keys.map(publicJwk) }
  const published = mirror.get(key)
  const expiresInMs = (published?.expiresAt?.getTime() ?? 0) - now().getTime()
  if (published && isDeepStrictEqual(published.data, data) && expiresInMs > lifetimeMs / 2) return

  let precondition: Precondition = { mode: 'upsert' }
  for (let attempt = 0; attempt < 3; attempt++) {
    const expiresAt = new Date(now().getTime() + lifetimeMs)
    const result = await broker.put({ ...key, data, precondition, expiresAt }, signal)
    if (result.outcome === 'stored') return
    if (result.outcome !== 'deleted' && result.outcome !== 'version-mismatch')
      throw new AppError('unavailable', `the public keys cannot be published: ${result.outcome}`)
    // The record of a replica of this name that was gone for a while: a new one goes on top of its tombstone.
    precondition = { mode: 'compare-and-set', expectedVersion: result.currentVersion }
  }
  throw new AppError('unavailable', 'the public keys cannot be published: somebody else writes them')
}
