import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { JWK } from 'oidc-provider'
import { keptSecret } from '../state/kept-secret.ts'

export interface ProviderKeys {
  readonly signing: JWK
  readonly cookies: readonly string[]
}

/** The provider's keys, made on the first start and kept in `folder`: what it signed stays valid over a restart. */
export async function keptProviderKeys(folder: string): Promise<ProviderKeys> {
  return JSON.parse(await keptSecret(join(folder, 'keys.json'), () => JSON.stringify(newKeys())))
}

function newKeys(): ProviderKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    signing: { ...privateKey.export({ format: 'jwk' }), kty: 'EC', use: 'sig', alg: 'ES256', kid: randomUUID() },
    cookies: [randomBytes(32).toString('base64url')],
  }
}
