/** Longest address that SMTP delivers to (RFC 5321 section 4.5.3.1.3). */
const maxEmailLength = 254
const label = String.raw`[A-Za-z0-9\u0080-\u{10ffff}](?:[A-Za-z0-9\u0080-\u{10ffff}-]*[A-Za-z0-9\u0080-\u{10ffff}])?`
const address = new RegExp(String.raw`^[^\s@"(),:;<>[\]\\]+@${label}(?:\.${label})*$`, 'u')

/**
 * The one spelling by which addresses are compared: NFC, exactly one `@`, the domain's ASCII letters in lower case. `undefined` for
 * what is no plain address. Look-alike letters stay different, and so does the case of a local part, which only its domain may ignore
 * (RFC 5321 section 2.4).
 */
export function canonicalEmail(claim: unknown): string | undefined {
  if (typeof claim !== 'string' || claim.length > maxEmailLength) return undefined
  const normal = claim.normalize('NFC')
  if (!address.test(normal) || /[\p{C}\p{Z}]/u.test(normal) || Array.from(claim).some(becomesAscii)) return undefined
  const at = normal.indexOf('@')
  return normal.slice(0, at) + normal.slice(at).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** The Kelvin sign, for one, is canonically a `K`: normalising would turn another domain into one that a policy names. */
function becomesAscii(character: string): boolean {
  return character > '\u007f' && character.normalize('NFC') <= '\u007f'
}
