import { AppError } from '@sallyport/kernel'

/** How far clocks may differ. */
export const clockToleranceMs = 60_000

/**
 * What `openid-client` leaves open of an ID token: its times are whole numbers of seconds, it was not issued in the future,
 * and whoever it was issued to (`azp`) is this client even when the audience is (OpenID Connect Core section 3.1.3.7).
 */
export function assertIdTokenClaims(
  claims: { readonly [name: string]: unknown },
  { clientId, now }: { readonly clientId: string; readonly now: Date },
): void {
  const wrong = ['exp', 'iat', 'nbf'].find((name) => claims[name] !== undefined && !isNumericDate(claims[name]))
  if (wrong !== undefined)
    throw new AppError('unauthenticated', `the ID token's ${wrong} is not a whole number of seconds`)
  if (Number(claims['iat']) * 1000 > now.getTime() + clockToleranceMs)
    throw new AppError('unauthenticated', 'the ID token is from the future')
  if (claims['azp'] !== undefined && claims['azp'] !== clientId)
    throw new AppError('unauthenticated', 'the ID token was issued to another client')
}

function isNumericDate(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
