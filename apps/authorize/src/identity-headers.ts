import type { UpstreamHeader } from '@sallyport/decisions'
import { claimHeaderValue, type JsonValue, type Session } from '@sallyport/identity'
import { assertionHeader, claimHeaderPrefix, foldHeaderName } from '@sallyport/routing'
import { type SigningKey, signAssertion } from '@sallyport/tokens'
import { verifiedEmail } from './verified-email.ts'

/**
 * How an upstream is told who asks: the signed assertion, for this audience alone, and a header for each of the named claims, empty if
 * the person has no such claim. The named claims stand in the assertion too.
 */
export function identityHeaders(
  session: Session,
  audience: string,
  { key, claimNames, now }: { readonly key: SigningKey; readonly claimNames: readonly string[]; readonly now: Date },
): readonly UpstreamHeader[] {
  const claims = claimNames.map((name) => [name, claimOf(session, name)] as const)
  const email = verifiedEmail(session)
  const assertion = signAssertion(
    key,
    {
      issuer: audience,
      audience,
      userId: session.userId,
      sessionId: session.id,
      groups: session.groups,
      extra: Object.fromEntries(claims),
      ...(email !== undefined && { email }),
      ...(session.name !== undefined && { name: session.name }),
    },
    now,
  )
  return [
    { name: assertionHeader, value: assertion },
    ...claims.map(([name, value]) => ({
      name: `${claimHeaderPrefix}${foldHeaderName(name)}`,
      value: claimHeaderValue(value),
    })),
  ]
}

/** Names that have a meaning of ours are never taken from what the provider sent. */
function claimOf(session: Session, name: string): JsonValue | undefined {
  switch (name) {
    case 'sub':
    case 'user':
      return session.userId
    case 'sid':
      return session.id
    case 'email':
      return verifiedEmail(session)
    case 'name':
      return session.name
    case 'groups':
      return session.groups
    default:
      return Object.hasOwn(session.claims, name) ? session.claims[name] : undefined
  }
}
