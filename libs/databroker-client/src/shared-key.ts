import { AppError, Secret } from '@sallyport/kernel'
import { fromTimestamp, type KeyMessage } from '@sallyport/proto'

/** A key that the replicas of one service share. */
export interface SharedKey {
  readonly kid: string
  /** 32 random bytes, or a PKCS #8 private key, by purpose. */
  readonly material: Secret<Uint8Array>
  readonly createdAt: Date
  /** Not used to seal or sign before this time, so that every replica holds it first. */
  readonly activeFrom: Date
  /** No longer accepted after this time. Absent on the newest. */
  readonly retiredAt?: Date
}

export function sharedKeyFrom({ kid, material, createdAt, activeFrom, retiredAt }: KeyMessage): SharedKey {
  if (kid === '' || material.length === 0 || createdAt === null || activeFrom === null)
    throw new AppError('unavailable', 'the databroker sent a key without its parts')
  return {
    kid,
    material: new Secret(material),
    createdAt: fromTimestamp(createdAt),
    activeFrom: fromTimestamp(activeFrom),
    ...(retiredAt && { retiredAt: fromTimestamp(retiredAt) }),
  }
}
