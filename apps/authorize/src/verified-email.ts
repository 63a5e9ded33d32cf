import type { Session } from '@sallyport/identity'

/** The address, if the identity provider says that it is this person's. Any other is shown to nobody and decides nothing. */
export function verifiedEmail({ email, emailVerified }: Session): string | undefined {
  return emailVerified ? email : undefined
}
