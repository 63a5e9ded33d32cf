import { AppError } from '@sallyport/kernel'
import { type Claims, copyClaims, ownClaim } from './claims.ts'
import { canonicalEmail } from './email.ts'
import { groupsFromClaim } from './groups.ts'

/** Who an identity provider says somebody is, in the only form in which the rest of the product sees it. */
export interface Person {
  /** Unique and never reassigned within its issuer (OpenID Connect Core section 5.7): the identity, which an email is not. */
  readonly subject: string
  readonly email?: string
  /** Only ever true for a JSON `true` that stands beside this very address. */
  readonly emailVerified: boolean
  readonly name?: string
  readonly groups: readonly string[]
  /** Everything else that was said, as it was said; for policies and headers that name a claim. */
  readonly claims: Claims
  /** What an operator may want to know about claims that were not usable as they were. */
  readonly remarks: readonly ClaimRemark[]
}

export type ClaimRemark = 'email-malformed' | 'email-unverified' | 'groups-not-a-list' | 'groups-not-included'

/**
 * Reads a person from an ID token's claims and, where it was asked, the UserInfo response's; the ID token wins, being signed.
 * Both must be verified, and their subjects equal, before.
 * Throws `unauthenticated` without a usable subject, `resource-exhausted` for claims beyond all bounds.
 */
export function personFromClaims(
  idToken: unknown,
  userInfo: unknown,
  { groupsClaim = 'groups' }: { readonly groupsClaim?: string } = {},
): Person {
  const claim = (name: string): unknown => ownClaim(idToken, name) ?? ownClaim(userInfo, name)
  const email = canonicalEmail(claim('email'))
  const emailVerified = email !== undefined && isVerified(email, [idToken, userInfo])
  const name = plainText(claim('name'))
  return {
    subject: subjectOf(idToken),
    ...(email !== undefined && { email }),
    emailVerified,
    ...(name !== undefined && { name }),
    groups: groupsFromClaim(claim(groupsClaim)),
    claims: copyClaims({ ...copyClaims(userInfo, protocolClaims), ...copyClaims(idToken, protocolClaims) }),
    remarks: [...emailRemarks(claim('email'), email, emailVerified), ...groupsRemarks(claim, groupsClaim)],
  }
}

/** What belongs to the token and not to the person. */
const protocolClaims: ReadonlySet<string> = new Set(
  'iss aud exp iat nbf jti nonce azp at_hash c_hash s_hash sid _claim_names _claim_sources'.split(' '),
)

function subjectOf(idToken: unknown): string {
  const subject = ownClaim(idToken, 'sub')
  if (typeof subject !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(subject))
    throw new AppError('unauthenticated', 'the ID token names no subject of 1 to 255 ASCII characters')
  return subject
}

/** Every source that speaks of this address and of its verification must say `true`, and one must: "true" and 1 are not true. */
function isVerified(email: string, sources: readonly unknown[]): boolean {
  const said = sources
    .filter((source) => canonicalEmail(ownClaim(source, 'email')) === email)
    .map((source) => ownClaim(source, 'email_verified'))
    .filter((verified) => verified !== undefined)
  return said.length > 0 && said.every((verified) => verified === true)
}

function plainText(claim: unknown): string | undefined {
  return typeof claim === 'string' && /^[^\p{C}]{1,256}$/u.test(claim) ? claim : undefined
}

function emailRemarks(claim: unknown, email: string | undefined, verified: boolean): ClaimRemark[] {
  if (claim === undefined || verified) return []
  return [email === undefined ? 'email-malformed' : 'email-unverified']
}

function groupsRemarks(claim: (name: string) => unknown, groupsClaim: string): ClaimRemark[] {
  const groups = claim(groupsClaim)
  if (groups !== undefined) return Array.isArray(groups) ? [] : ['groups-not-a-list']
  // Distributed claims (OpenID Connect Core section 5.6.2) name a URL to fetch them from, which is never done.
  return ownClaim(claim('_claim_names'), groupsClaim) === undefined ? [] : ['groups-not-included']
}
