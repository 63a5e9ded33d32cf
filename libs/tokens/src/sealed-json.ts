import { systemNow } from '@sallyport/kernel'
import type { KeyRing } from './key-ring.ts'
import { type Opened, openBytes, sealBytes } from './seal.ts'

/** What a sealed value is for (a cookie's name, say) and what it is bound to (its host). It opens under nothing else. */
export interface SealedFor {
  readonly purpose: string
  readonly boundTo?: readonly string[]
}

/** How far ahead the clock of the replica that sealed may be. */
const clockToleranceMs = 60_000
const timeBytes = 8

/** Seals a JSON value together with the time. */
export function sealJson(ring: KeyRing, sealedFor: SealedFor, value: unknown, now: Date = systemNow()): string {
  const issuedAt = Buffer.alloc(timeBytes)
  issuedAt.writeBigUInt64BE(BigInt(now.getTime()))
  return sealBytes(ring, Buffer.concat([issuedAt, Buffer.from(JSON.stringify(value))]), context(sealedFor))
}

/** Opens what `sealJson` made no longer than `maxAgeMs` ago; `parse` answers `undefined` for a value of another shape. */
export function openJson<T>(
  ring: KeyRing,
  { maxAgeMs, now = systemNow(), ...sealedFor }: SealedFor & { readonly maxAgeMs: number; readonly now?: Date },
  text: string,
  parse: (value: unknown) => T | undefined,
): Opened<{ readonly value: T; readonly issuedAt: Date }> | { readonly outcome: 'expired' } {
  const opened = openBytes(ring, text, context(sealedFor))
  if (opened.outcome !== 'opened') return opened
  const bytes = Buffer.from(opened.value)
  const issuedAt = new Date(Number(bytes.readBigUInt64BE()))
  const ageMs = now.getTime() - issuedAt.getTime()
  if (ageMs >= maxAgeMs) return { outcome: 'expired' }
  const value = parse(JSON.parse(bytes.toString('utf8', timeBytes)))
  if (value === undefined || ageMs < -clockToleranceMs) return { outcome: 'rejected' }
  return { outcome: 'opened', value: { value, issuedAt } }
}

function context({ purpose, boundTo = [] }: SealedFor): string[] {
  return [purpose, ...boundTo]
}
