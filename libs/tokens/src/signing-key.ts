import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { AppError, Secret } from '@sallyport/kernel'
import { kidPattern, randomKid } from './key-ring.ts'

/** A P-256 key that signs assertions; its `kid` is in their header and in the published key set. */
export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

/** The public half as a JWK (RFC 7517), ready for a `jwks` record. */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly kid: string
  readonly alg: 'ES256'
  readonly use: 'sig'
}

/** Reads a PKCS #8 key (DER). Throws `invalid-argument` for anything but P-256. */
export function loadSigningKey(kid: string, pkcs8: Secret<Uint8Array>): SigningKey {
  if (!kidPattern.test(kid)) throw new AppError('invalid-argument', 'a kid has 1 to 32 characters of base64url')
  const privateKey = parsePkcs8(pkcs8.reveal())
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new AppError('invalid-argument', `signing key ${kid} is not on P-256`)
  return { kid, privateKey }
}

export function generateSigningKey(): { readonly kid: string; readonly pkcs8: Secret<Uint8Array> } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid: randomKid(), pkcs8: new Secret(privateKey.export({ type: 'pkcs8', format: 'der' })) }
}

export function publicJwk({ kid, privateKey }: SigningKey): PublicJwk {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' }
}

function parsePkcs8(der: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), type: 'pkcs8', format: 'der' })
  } catch (cause) {
    throw new AppError('invalid-argument', 'the signing key is not PKCS #8', { cause })
  }
}
