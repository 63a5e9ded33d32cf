/** How many flows of one kind a browser may have open on one host. */
export const maxFlowCookies = 5

/**
 * The cookies to clear so that a new one fits: those that no longer open (`issuedAt` is `undefined`), then the oldest.
 * Without it abandoned sign-ins would grow the Cookie header until servers refuse it.
 */
export function cookiesToEvict(
  present: readonly { readonly name: string; readonly issuedAt: Date | undefined }[],
  max: number = maxFlowCookies,
): string[] {
  const kept = present
    .flatMap(({ name, issuedAt }) => (issuedAt ? [{ name, issuedAt }] : []))
    .sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime())
    .slice(0, max - 1)
    .map(({ name }) => name)
  return present.map(({ name }) => name).filter((name) => !kept.includes(name))
}
