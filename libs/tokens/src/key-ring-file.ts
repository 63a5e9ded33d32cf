import { AppError, fromBase64Url, type Now, Secret, systemNow, toBase64Url } from '@sallyport/kernel'
import { generateRingKey, KeyRing, keyBytes, type RingKey } from './key-ring.ts'

/**
 * Reads a key ring that an operator keeps in a file: a line per key, `<kid> <32 bytes in base64url>`; empty lines and `#` comments do not count.
 * The first key seals, all of them open, so a rotation puts the new key on top once every replica has it further down.
 * Throws `invalid-argument` for anything else, naming the line and never its content.
 */
export function parseKeyRingFile(text: Secret<string>, now: Now = systemNow): KeyRing {
  const lines = text.reveal().split(/\r?\n/)
  const keys = lines.flatMap((line, index) => (/^\s*(#|$)/.test(line) ? [] : [parseLine(line.trim(), index + 1)]))
  return new KeyRing(
    keys.map((key, index) => ({ ...key, activeFrom: new Date(keys.length - index) })),
    now,
  )
}

/** The text of a new ring with one random key. */
export function newKeyRingFile(): Secret<string> {
  const { kid, material } = generateRingKey(new Date(0))
  return new Secret(`${kid} ${toBase64Url(material.reveal())}\n`)
}

function parseLine(line: string, number: number): Omit<RingKey, 'activeFrom'> {
  const [kid, encoded = '', ...rest] = line.split(/\s+/)
  const material = fromBase64Url(encoded)
  if (!kid || material?.length !== keyBytes || rest.length > 0) {
    throw new AppError('invalid-argument', `line ${number} of the key ring is not "<kid> <32 bytes in base64url>"`)
  }
  return { kid, material: new Secret(material) }
}
