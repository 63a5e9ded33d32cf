import { AppError, type Now, Secret, systemNow } from '@sallyport/kernel'
import { everyRecord, type LiveRecord, type PutResult, type RecordStore, type StoredRecord } from '@sallyport/records'
import { generateRingKey, generateSigningKey, type KeyRing, openBytes, sealBytes } from '@sallyport/tokens'
import { z } from 'zod'

/** A key as it is handed to the replicas that share it. */
export interface SharedKey {
  readonly kid: string
  /** 32 random bytes, or a PKCS #8 private key, by purpose. */
  readonly material: Secret<Uint8Array>
  readonly createdAt: Date
  /** Not used to seal or sign before this time, so that every replica holds it first. */
  readonly activeFrom: Date
  /** No longer accepted from this time on. Absent on the newest. */
  readonly retiredAt?: Date
}

/** What a ring is for, and how long its keys live. */
export interface RingPurpose {
  /** Also the id of the `key` record. */
  readonly name: string
  readonly generate: () => { readonly kid: string; readonly material: Secret<Uint8Array> }
  /** How long after its successor became active a key is still accepted, in milliseconds. */
  readonly acceptedForMs: number
  /** Tells that keys of this purpose were in use, so that a missing ring is a loss and not a beginning. */
  readonly isInUse?: (store: Pick<RecordStore, 'query'>) => Promise<boolean>
}

const dayMs = 86_400_000
export const keyLifetimeMs = 30 * dayMs
export const distributedBeforeMs = 10 * 60_000

/** Seals the session and flow cookies of all proxies. Longer than any session may live, so a rotation signs nobody out. */
export const routeCookiePurpose: RingPurpose = {
  name: 'route-cookie',
  generate: () => generateRingKey(new Date(0)),
  acceptedForMs: 31 * dayMs,
  isInUse: async (store) => (await store.query({ type: 'session', limit: 1 })).records.length > 0,
}

/** Signs the assertions of one authorize replica. */
export function assertionPurpose(instance: string): RingPurpose {
  return {
    name: `assertion/${instance}`,
    generate: () => {
      const { kid, pkcs8 } = generateSigningKey()
      return { kid, material: pkcs8 }
    },
    acceptedForMs: 3_600_000,
  }
}

const ringData = z.strictObject({
  purpose: z.string(),
  keys: z
    .array(
      z.strictObject({
        kid: z.string(),
        sealed: z.string(),
        created_at: z.iso.datetime(),
        active_from: z.iso.datetime(),
        retired_at: z.iso.datetime().optional(),
      }),
    )
    .min(1),
})

/**
 * The rings that replicas of a service share: one `key` record a ring, each key sealed under the broker key and bound to its record and kid.
 * Made on first use, rotated on use; replicas that do either at the same moment agree by compare-and-set.
 */
export class KeyRings {
  readonly #store: Pick<RecordStore, 'get' | 'put' | 'query'>
  readonly #brokerRing: KeyRing
  readonly #writtenBy: string
  readonly #now: Now

  constructor(
    store: Pick<RecordStore, 'get' | 'put' | 'query'>,
    brokerRing: KeyRing,
    writtenBy: string,
    now: Now = systemNow,
  ) {
    this.#store = store
    this.#brokerRing = brokerRing
    this.#writtenBy = writtenBy
    this.#now = now
  }

  /**
   * The ring's keys, newest first. Throws `failed-precondition` when the broker key cannot open it,
   * or when it is missing although keys of this purpose have been in use: a new one is never made in silence.
   */
  async ring(purpose: RingPurpose): Promise<readonly SharedKey[]> {
    for (;;) {
      const record = await this.#store.get({ type: 'key', id: purpose.name })
      if (!record || record.deleted) {
        if (await purpose.isInUse?.(this.#store)) throw lost(purpose)
        const keys = [this.#newKey(purpose, this.#now())]
        const result = await this.#write(purpose, keys, record)
        if (result.outcome === 'stored') return keys
        continue
      }
      const keys = this.#open(record)
      const rotated = this.#rotate(purpose, keys)
      if (!rotated) return keys
      const result = await this.#write(purpose, rotated, record)
      if (result.outcome === 'stored') return rotated
    }
  }

  /** Throws `failed-precondition` unless every stored ring opens with the broker key. */
  async assertOpens(): Promise<void> {
    for await (const record of everyRecord(this.#store, { type: 'key' })) this.#open(record)
  }

  /** The ring with a new key, if its newest has reached its age; keys past their acceptance go. */
  #rotate(purpose: RingPurpose, keys: readonly SharedKey[]): readonly SharedKey[] | undefined {
    const now = this.#now()
    const newest = keys[0]
    if (newest && now.getTime() < newest.activeFrom.getTime() + keyLifetimeMs) return undefined
    const next = this.#newKey(purpose, new Date(now.getTime() + distributedBeforeMs))
    const retiredAt = new Date(next.activeFrom.getTime() + purpose.acceptedForMs)
    return [
      next,
      ...keys.map((key) => ({ ...key, retiredAt: key.retiredAt ?? retiredAt })).filter((key) => key.retiredAt > now),
    ]
  }

  #newKey(purpose: RingPurpose, activeFrom: Date): SharedKey {
    return { ...purpose.generate(), createdAt: this.#now(), activeFrom }
  }

  async #write(
    purpose: RingPurpose,
    keys: readonly SharedKey[],
    previous: StoredRecord | undefined,
  ): Promise<PutResult> {
    const sealedKeys = keys.map((key) => ({
      kid: key.kid,
      sealed: sealBytes(this.#brokerRing, key.material.reveal(), sealContext(purpose.name, key.kid)),
      created_at: key.createdAt.toISOString(),
      active_from: key.activeFrom.toISOString(),
      ...(key.retiredAt && { retired_at: key.retiredAt.toISOString() }),
    }))
    return this.#store.put({
      type: 'key',
      id: purpose.name,
      data: { purpose: purpose.name, keys: sealedKeys },
      precondition: previous ? { mode: 'compare-and-set', expectedVersion: previous.version } : { mode: 'create' },
      writtenBy: this.#writtenBy,
    })
  }

  #open(record: LiveRecord): readonly SharedKey[] {
    const { keys } = ringData.parse(record.data)
    return keys.map((key) => {
      const opened = openBytes(this.#brokerRing, key.sealed, sealContext(record.id, key.kid))
      if (opened.outcome !== 'opened') throw cannotOpen(record.id, key.kid)
      return {
        kid: key.kid,
        material: new Secret(opened.value),
        createdAt: new Date(key.created_at),
        activeFrom: new Date(key.active_from),
        ...(key.retired_at !== undefined && { retiredAt: new Date(key.retired_at) }),
      }
    })
  }
}

function sealContext(recordId: string, kid: string): string[] {
  return ['key', recordId, kid]
}

function lost({ name }: RingPurpose): AppError {
  return new AppError(
    'failed-precondition',
    `the key ring ${name} is missing although it has been in use: restore it from a backup, or delete the sessions to begin anew`,
  )
}

function cannotOpen(ring: string, kid: string): AppError {
  return new AppError(
    'failed-precondition',
    `the broker key cannot open key ${kid} of the ring ${ring}: databroker.key_file must hold the key that sealed it`,
  )
}
