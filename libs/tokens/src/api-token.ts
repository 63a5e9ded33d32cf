import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { fromBase64Url, Secret, toBase64Url } from '@sallyport/kernel'

/** What a token that is shown once begins with: `sa` service account, `join` a service's first certificate, `agent` an agent's enrolment. */
export type TokenKind = 'sa' | 'join' | 'agent'

const secretBytes = 32
const checksumBytes = 4

/**
 * `sp_<kind>_` and 48 characters of base64url: 256 random bits and a CRC-32 over kind and bits. The prefix lets people and
 * secret scanners know it, the checksum lets them tell it from a lookalike without asking us. Stored by `codeId` alone.
 */
export function newApiToken(kind: TokenKind): Secret<string> {
  const random = randomBytes(secretBytes)
  return new Secret(`sp_${kind}_${toBase64Url(Buffer.concat([random, checksum(kind, random)]))}`)
}

/** The kind of a token whose prefix and checksum are right. It says nothing about whether such a token was ever given out. */
export function apiTokenKind(token: Secret<string>): TokenKind | undefined {
  const match = /^sp_(sa|join|agent)_([A-Za-z0-9_-]{48})$/.exec(token.reveal())
  const kind = tokenKinds.find((known) => known === match?.[1])
  const bytes = fromBase64Url(match?.[2] ?? '')
  if (!kind || bytes?.length !== secretBytes + checksumBytes) return undefined
  return checksum(kind, bytes.subarray(0, secretBytes)).equals(bytes.subarray(secretBytes)) ? kind : undefined
}

const tokenKinds: readonly TokenKind[] = ['sa', 'join', 'agent']

function checksum(kind: TokenKind, random: Uint8Array): Buffer {
  const bytes = Buffer.alloc(checksumBytes)
  bytes.writeUInt32BE(crc32(random, crc32(kind)))
  return bytes
}
