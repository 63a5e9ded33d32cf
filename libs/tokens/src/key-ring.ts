import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { AppError, type Now, Secret, systemNow, toBase64Url } from '@sallyport/kernel'

/** Bytes of a ring's keys: AES-256. */
export const keyBytes = 32

/** One 32-byte key of a ring. */
export interface RingKey {
  readonly kid: string
  readonly material: Secret<Uint8Array>
  /** Not used to seal before this time, so that every replica holds it first. */
  readonly activeFrom: Date
  /** From this time on nothing sealed with it opens. */
  readonly retiredAt?: Date
}

interface HeldKey extends Omit<RingKey, 'material'> {
  readonly key: KeyObject
}

/**
 * Keys of one purpose: the newest active one seals, every one that is not retired opens.
 * Immutable; a rotation makes a new ring.
 */
export class KeyRing {
  readonly #newestFirst: readonly HeldKey[]
  readonly #now: Now

  /** Throws `failed-precondition` for a ring without keys, `invalid-argument` for one that is malformed. */
  constructor(keys: readonly RingKey[], now: Now = systemNow) {
    if (keys.length === 0) throw new AppError('failed-precondition', 'a key ring needs at least one key')
    if (new Set(keys.map(({ kid }) => kid)).size !== keys.length)
      throw new AppError('invalid-argument', 'two keys of a ring have the same kid')
    this.#newestFirst = keys.map(hold).sort((a, b) => b.activeFrom.getTime() - a.activeFrom.getTime())
    this.#now = now
  }

  /**
   * The newest active key. A ring whose keys all begin in the future (this clock runs behind) seals with the one that begins first;
   * throws `unavailable` when every key is retired.
   */
  sealingKey(): { readonly kid: string; readonly key: KeyObject } {
    const usable = this.#newestFirst.filter((key) => !this.#isRetired(key))
    const now = this.#now().getTime()
    const key = usable.find(({ activeFrom }) => activeFrom.getTime() <= now) ?? usable.at(-1)
    if (!key) throw new AppError('unavailable', 'every key of the ring is retired')
    return key
  }

  /** The key of that name, unless there is none or it is retired. */
  openingKey(kid: string): KeyObject | undefined {
    return this.#newestFirst.find((key) => key.kid === kid && !this.#isRetired(key))?.key
  }

  /** The same ring for another purpose: each key by HKDF (RFC 5869) with the label `sallyport/v1/<purpose>`. */
  derive(purpose: string): KeyRing {
    return new KeyRing(
      this.#newestFirst.map(({ key, ...times }) => ({ ...times, material: new Secret(hkdf(key, purpose)) })),
      this.#now,
    )
  }

  #isRetired({ retiredAt }: HeldKey): boolean {
    return retiredAt !== undefined && retiredAt.getTime() <= this.#now().getTime()
  }
}

/** A new random key with a random `kid`. */
export function generateRingKey(activeFrom: Date): RingKey {
  return { kid: randomKid(), material: new Secret(randomBytes(keyBytes)), activeFrom }
}

/** A ring of one key that is made from a secret of at least 256 random bits, such as a one-time code. */
export function ringFromSecret(secret: Uint8Array, purpose: string): KeyRing {
  if (secret.length < keyBytes) throw new AppError('invalid-argument', 'a key needs at least 32 bytes of secret')
  const material = new Secret(hkdf(createSecretKey(secret), purpose))
  return new KeyRing([{ kid: '0', material, activeFrom: new Date(0) }])
}

export function randomKid(): string {
  return toBase64Url(randomBytes(8))
}

/** What names a key in a cookie or a header: short, and free of anything that needs escaping. */
export const kidPattern = /^[A-Za-z0-9_-]{1,32}$/

function hold({ kid, material, activeFrom, retiredAt }: RingKey): HeldKey {
  if (!kidPattern.test(kid)) throw new AppError('invalid-argument', 'a kid has 1 to 32 characters of base64url')
  const bytes = material.reveal()
  if (bytes.length !== keyBytes) throw new AppError('invalid-argument', `key ${kid} has ${bytes.length} bytes, not 32`)
  return { kid, key: createSecretKey(bytes), activeFrom, ...(retiredAt && { retiredAt }) }
}

function hkdf(key: KeyObject, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', `sallyport/v1/${purpose}`, keyBytes))
}
