import { AppError } from '@sallyport/kernel'
import { storableText } from './storable-text.ts'

/** Most groups that one person may have. */
export const maxGroups = 1_000
const maxGroupLength = 256

/**
 * The groups of a claim that is a list of strings; anything else is no groups at all, and an empty name is no group.
 * Throws `resource-exhausted` for too many or too long ones: with some left out, a rule that denies a group would not see it.
 */
export function groupsFromClaim(claim: unknown): string[] {
  if (!Array.isArray(claim)) return []
  const named = claim.filter((group) => typeof group === 'string' && group !== '')
  const groups = new Set<string>(named.map(storableText))
  if (groups.size > maxGroups)
    throw new AppError('resource-exhausted', `the identity provider sent more than ${maxGroups} groups`)
  if ([...groups].some((group) => group.length > maxGroupLength))
    throw new AppError('resource-exhausted', `the identity provider sent a group longer than ${maxGroupLength}`)
  return [...groups]
}
