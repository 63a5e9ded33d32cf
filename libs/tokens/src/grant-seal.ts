import { Secret } from '@sallyport/kernel'
import type { KeyRing } from './key-ring.ts'
import { type Opened, openBytes, sealBytes } from './seal.ts'

/** An identity provider's tokens for one session. Only authenticate ever holds them in clear. */
export interface ProviderTokens {
  readonly accessToken: Secret<string>
  readonly refreshToken?: Secret<string>
  readonly idToken?: Secret<string>
}

/** Seals for one record: type and id are authenticated, so that a blob copied into another record does not open. */
export function sealGrant(ring: KeyRing, record: GrantKey, tokens: ProviderTokens): string {
  const plaintext = JSON.stringify({
    access_token: tokens.accessToken.reveal(),
    refresh_token: tokens.refreshToken?.reveal(),
    id_token: tokens.idToken?.reveal(),
  })
  return sealBytes(ring, Buffer.from(plaintext), [record.type, record.id])
}

export function openGrant(ring: KeyRing, record: GrantKey, sealed: string): Opened<ProviderTokens> {
  const opened = openBytes(ring, sealed, [record.type, record.id])
  if (opened.outcome !== 'opened') return opened
  const value = parseTokens(JSON.parse(Buffer.from(opened.value).toString()))
  return value ? { outcome: 'opened', value } : { outcome: 'rejected' }
}

interface GrantKey {
  readonly type: string
  readonly id: string
}

function parseTokens(value: unknown): ProviderTokens | undefined {
  if (typeof value !== 'object' || value === null || !('access_token' in value)) return undefined
  const accessToken = secret(value.access_token)
  const refreshToken = 'refresh_token' in value ? secret(value.refresh_token) : undefined
  const idToken = 'id_token' in value ? secret(value.id_token) : undefined
  return accessToken && { accessToken, ...(refreshToken && { refreshToken }), ...(idToken && { idToken }) }
}

function secret(value: unknown): Secret<string> | undefined {
  return typeof value === 'string' ? new Secret(value) : undefined
}
