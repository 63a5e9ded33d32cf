export interface EmailAddress {
  /** The address with its domain in lower case. */
  readonly address: string
  readonly domain: string
}

/**
 * Reads an address of exactly one `@`, without space or control characters; `undefined` for anything else.
 * Only ASCII letters of the domain lose their case: look-alikes stay different, and so do local parts.
 */
export function parseEmailAddress(text: string): EmailAddress | undefined {
  const [local, rawDomain, ...more] = text.split('@')
  if (!local || !rawDomain || more.length > 0 || /[\s\p{Cc}\p{Cf}]/u.test(text)) return undefined
  const domain = asciiLowerCase(rawDomain)
  return { address: `${local}@${domain}`, domain }
}

/** `toLowerCase` would also turn the Kelvin sign into `k`. */
export function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
