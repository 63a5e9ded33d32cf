import { type CompiledPolicy, compilePolicy, type PolicyProblem, parsePolicy, policyForRoute } from '@sallyport/policy'
import type { Change, LiveRecord, Version } from '@sallyport/records'

/** A route's policy, ready to decide by, or why it cannot be. */
export type RoutePolicy =
  | { readonly outcome: 'compiled'; readonly version: Version; readonly policy: CompiledPolicy }
  | { readonly outcome: 'invalid'; readonly version: Version; readonly problems: readonly string[] }

/**
 * All policies as of one state of the mirror. Immutable: a change makes a new snapshot, which shares with the old one all that did not change,
 * so a policy is compiled once per version of its record.
 */
export class PolicySnapshot {
  static readonly empty = new PolicySnapshot(new Map())
  readonly #byId: ReadonlyMap<string, RoutePolicy>

  private constructor(byId: ReadonlyMap<string, RoutePolicy>) {
    this.#byId = byId
  }

  /** The snapshot after these changes; those of other types are passed over. */
  after(changes: readonly Change[]): PolicySnapshot {
    const ofPolicies = changes.filter(({ type }) => type === 'policy')
    if (ofPolicies.length === 0) return this
    const byId = new Map(this.#byId)
    for (const { id, after } of ofPolicies) {
      if (after === undefined) byId.delete(id)
      else byId.set(id, compile(after))
    }
    return new PolicySnapshot(byId)
  }

  /** The policy in that record, which belongs to the state that the snapshot was made of; another one is a bug. */
  of({ id, version }: LiveRecord): RoutePolicy {
    const policy = this.#byId.get(id)
    if (policy?.version !== version) throw new Error(`policy ${id} is not the one that was compiled`)
    return policy
  }

  get size(): number {
    return this.#byId.size
  }

  /** The problems of the policies that cannot be decided by, by their ids. */
  invalid(): ReadonlyMap<string, readonly string[]> {
    const invalid = new Map<string, readonly string[]>()
    for (const [id, policy] of this.#byId) if (policy.outcome === 'invalid') invalid.set(id, policy.problems)
    return invalid
  }
}

function compile({ id, version, data }: LiveRecord): RoutePolicy {
  const access = policyForRoute(data)
  if ('problems' in access) return { outcome: 'invalid', version, problems: access.problems.map(problemLine) }
  const parsed = parsePolicy(access.document)
  if ('problems' in parsed) return { outcome: 'invalid', version, problems: parsed.problems.map(problemLine) }
  return { outcome: 'compiled', version, policy: compilePolicy(parsed.policy, id) }
}

function problemLine({ path, message }: PolicyProblem): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}
