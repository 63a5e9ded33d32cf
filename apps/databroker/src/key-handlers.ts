import type { HandlersOf } from '@sallyport/grpc'
import { AppError } from '@sallyport/kernel'
import { type KeyMessageInput, type keysService, toTimestamp } from '@sallyport/proto'
import type { ServiceIdentity } from '@sallyport/service-identity'
import { assertionPurpose, type KeyRings, type RingPurpose, routeCookiePurpose, type SharedKey } from './key-rings.ts'

/** Hands each service the rings of its own purpose and no other. */
export function keyHandlers(rings: Pick<KeyRings, 'ring'>): HandlersOf<typeof keysService> {
  return {
    async GetKeyRing({ purpose }, { caller }) {
      return { keys: (await rings.ring(purposeFor(caller, purpose))).map(toMessage) }
    },
  }
}

function purposeFor(caller: ServiceIdentity, purpose: string): RingPurpose {
  if (caller.service === 'proxy' && purpose === 'route-cookie') return routeCookiePurpose
  if (caller.service === 'authorize' && purpose === 'assertion') return assertionPurpose(caller.instance)
  throw new AppError('permission-denied', `${caller.service} holds no such keys`)
}

function toMessage(key: SharedKey): KeyMessageInput {
  return {
    kid: key.kid,
    material: key.material.reveal(),
    createdAt: toTimestamp(key.createdAt),
    activeFrom: toTimestamp(key.activeFrom),
    ...(key.retiredAt && { retiredAt: toTimestamp(key.retiredAt) }),
  }
}
