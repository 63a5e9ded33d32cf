import type { Version } from '@sallyport/records'
import type { Question } from './admission.ts'
import type { Basis, DefiniteDecision } from './decision.ts'
import { type Dependency, dependencyKeys } from './dependency.ts'
import type { HeldDecision } from './held-decision.ts'
import { attributeValue, type RequestAttributes } from './request-attributes.ts'

/** Share of its lifetime after which a decision is asked for anew. */
const renewAfter = 0.75
/** What an entry takes beside its strings: the objects, and its places in the maps. */
const overheadBytes = 1_000

/** One decision in the cache, and where it stands there. */
export class CacheEntry implements HeldDecision {
  readonly decision: DefiniteDecision
  readonly dependencies: readonly Dependency[]
  readonly dependencyKeys: readonly string[]
  readonly decidedAt: Version
  readonly expiresAtMs: number
  readonly renewAtMs: number
  readonly credential: string
  readonly routeId: string
  readonly routeVersion: Version
  /** The attributes that the decision read, in a fixed order, and the key of the values read. */
  readonly varyNames: readonly string[]
  readonly varyKey: string
  readonly bytes: number
  /** Since eviction last came by. */
  wasUsed = false

  constructor(decision: DefiniteDecision, basis: Basis, { route, credential, attributes, sentAtMs }: Question) {
    this.decision = decision
    this.dependencies = basis.dependencies
    this.dependencyKeys = basis.dependencies.flatMap(dependencyKeys)
    this.decidedAt = basis.decidedAt
    this.expiresAtMs = sentAtMs + basis.lifetimeMs
    this.renewAtMs = sentAtMs + basis.lifetimeMs * renewAfter
    this.credential = credential
    this.routeId = route.id
    this.routeVersion = route.version
    this.varyNames = basis.vary.map(({ attribute }) => attribute).sort()
    this.varyKey = varyKey(this.varyNames, attributes)
    this.bytes = overheadBytes + textBytes(this)
  }
}

/** The values of those attributes as one string; each is preceded by its length, so no two lists of values give the same. */
export function varyKey(names: readonly string[], attributes: RequestAttributes): string {
  let key = ''
  for (const name of names) {
    const value = attributeValue(attributes, name) ?? ''
    key += `${value.length}:${value}`
  }
  return key
}

function textBytes({ decision, dependencyKeys: keys, varyKey: vary }: CacheEntry): number {
  let characters = vary.length
  for (const key of keys) characters += key.length + 100
  for (const { code, rule } of decision.reasons) characters += code.length + rule.length + 50
  if (decision.outcome === 'allow')
    for (const { name, value } of decision.upstreamHeaders) characters += name.length + value.length + 50
  return 2 * characters
}
