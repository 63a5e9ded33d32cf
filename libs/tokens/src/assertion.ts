import { randomUUID, sign } from 'node:crypto'
import { AppError, type Now, systemNow } from '@sallyport/kernel'
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { PublicJwk, SigningKey } from './signing-key.ts'

/** Who sent the request, as the upstream is told. */
export interface AssertionClaims {
  readonly issuer: string
  /** The route's host: an assertion for one upstream is worthless at another. */
  readonly audience: string
  readonly userId: string
  readonly sessionId: string
  readonly email?: string
  readonly name?: string
  readonly groups: readonly string[]
  /** Further claims that the configuration names. They never replace one of ours. */
  readonly extra?: Readonly<Record<string, unknown>>
}

export const assertionLifetimeMs = 300_000

/** An ES256 JWS in compact form (RFC 7515 section 7.1), good for five minutes. */
export function signAssertion(key: SigningKey, claims: AssertionClaims, now: Date = systemNow()): string {
  const issuedAt = Math.floor(now.getTime() / 1000)
  const payload = {
    ...claims.extra,
    iss: claims.issuer,
    aud: claims.audience,
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + assertionLifetimeMs / 1000,
    nbf: undefined,
    sub: claims.userId,
    user: claims.userId,
    email: claims.email ?? '',
    groups: claims.groups,
    sid: claims.sessionId,
    name: claims.name ?? '',
  }
  const signingInput = `${encode({ alg: 'ES256', kid: key.kid, typ: 'JWT' })}.${encode(payload)}`
  // node:crypto signs in a quarter of the time that WebCrypto takes, and this is paid for every new decision.
  const signature = sign('sha256', Buffer.from(signingInput), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signingInput}.${signature.toString('base64url')}`
}

/**
 * What an upstream has to check: signature by one of these keys, ES256 alone, audience, issuer, expiry with 60 s of tolerance.
 * Throws `unauthenticated` for anything else.
 */
export async function verifyAssertion(
  assertion: string,
  { keys, audience, issuer, now = systemNow }: VerifyOptions,
): Promise<JWTPayload> {
  try {
    const keySet = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) })
    const { payload } = await jwtVerify(assertion, keySet, {
      algorithms: ['ES256'],
      typ: 'JWT',
      audience,
      issuer,
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
      clockTolerance: 60,
      currentDate: now(),
    })
    return payload
  } catch (cause) {
    if (cause instanceof errors.JOSEError)
      throw new AppError('unauthenticated', 'the assertion is not valid here', { cause })
    throw cause
  }
}

interface VerifyOptions {
  readonly keys: readonly PublicJwk[]
  readonly audience: string
  readonly issuer: string
  readonly now?: Now
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
