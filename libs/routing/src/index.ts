export { type AuthorityProblem, type AuthorityResult, canonicalAuthority } from './authority.ts'
export { maxPathLength, normalizeTarget, type TargetProblem, type TargetResult } from './normalize-target.ts'
