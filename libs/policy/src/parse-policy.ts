import { criteria } from './criteria/registry.ts'
import { describe, isObject } from './document-value.ts'
import {
  type Operator,
  operators,
  type Policy,
  type PolicyCriterion,
  type RuleBlock,
  type Side,
  sides,
} from './policy.ts'
import { type PolicyProblem, Problems } from './problems.ts'

export type ParsedPolicy = { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] }

/**
 * Reads a policy document, one rules object or a list of them, and reports every problem at once.
 * A policy without an allowing criterion is valid and denies everybody.
 */
export function parsePolicy(document: unknown): ParsedPolicy {
  const problems = new Problems()
  const policy: Record<Side, RuleBlock[]> = { allow: [], deny: [] }
  const isList = Array.isArray(document)
  const list: readonly unknown[] = isList ? document : [document]
  for (const [index, rules] of list.entries()) {
    const place = isList ? problems.at(index) : problems
    for (const [side, rule] of entriesOf(rules, sides, 'action', place))
      policy[side].push(...parseRule(rule, side, `${side}[${index}]`, place.at(side)))
  }
  return problems.found.length > 0 ? { problems: problems.found } : { policy }
}

/** Where a block stands: its side and operator, and its name in reasons, such as `allow[0].and`. */
interface BlockPlace {
  readonly side: Side
  readonly operator: Operator
  readonly name: string
}

function parseRule(rule: unknown, side: Side, name: string, problems: Problems): RuleBlock[] {
  const blocks: RuleBlock[] = []
  for (const [operator, list] of entriesOf(rule, ruleKeys, 'operator', problems)) {
    if (operator === 'action') continue // tolerated for compatibility, and without meaning
    const block = { side, operator, name: `${name}.${operator}` }
    const place = problems.at(operator)
    if (!Array.isArray(list)) place.add(`expected a list of criteria, got ${describe(list)}`)
    // All of nothing is true, which would let everybody in; in `deny` it is more likely a list that failed to fill.
    else if (list.length > 0) blocks.push(parseBlock(list, block, place))
    else if (side === 'deny' && (operator === 'and' || operator === 'not'))
      place.add('an empty list here would deny everybody: remove it, or deny everybody with "accept"')
  }
  return blocks
}

const ruleKeys = [...operators, 'action'] as const

function parseBlock(list: readonly unknown[], block: BlockPlace, problems: Problems): RuleBlock {
  const parsed = list.map((item, index) => parseCriterion(item, block, index, problems.at(index)))
  return { operator: block.operator, criteria: parsed.filter((criterion) => criterion !== undefined) }
}

function parseCriterion(
  item: unknown,
  { side, operator, name }: BlockPlace,
  index: number,
  problems: Problems,
): PolicyCriterion | undefined {
  if (!isObject(item)) return problems.add(`expected a criterion such as "domain: example.com", got ${describe(item)}`)
  const [entry, ...more] = Object.entries(item)
  if (!entry || more.length > 0)
    return problems.add(
      `a criterion has exactly one key, not ${more.length + (entry ? 1 : 0)}: make each its own list item`,
    )
  const [key, data] = entry
  const place = problems.at(key)
  const slash = key.indexOf('/')
  const kind = slash === -1 ? key : key.slice(0, slash)
  const subpath = slash === -1 ? '' : key.slice(slash + 1)
  const criterion = criteria.get(kind)
  if (!criterion)
    return place.add(`unknown criterion ${JSON.stringify(kind)}: expected ${[...criteria.keys()].join(', ')}`)
  if (criterion.takesSubpath && subpath === '') return place.add(`${kind} needs a path, such as "${kind}/department"`)
  if (!criterion.takesSubpath && slash !== -1) return place.add(`${kind} takes no path: write "${kind}"`)
  if (kind === 'reject' && side === 'deny' && (operator === 'and' || operator === 'or'))
    return place.add('reject never holds, so it denies nobody here: to deny everybody write "accept"')
  const test = criterion.parse(data, place, subpath)
  return test && { rule: `${name}[${index}] ${key}`, reasons: criterion.reasons, test }
}

/** The entries of an object whose keys must be among `allowed`. */
function entriesOf<Key extends string>(
  value: unknown,
  allowed: readonly Key[],
  noun: string,
  problems: Problems,
): readonly (readonly [Key, unknown])[] {
  if (!isObject(value)) {
    problems.add(`expected an object with ${allowed.join(', ')}, got ${describe(value)}`)
    return []
  }
  const entries: (readonly [Key, unknown])[] = []
  for (const [name, content] of Object.entries(value)) {
    const key = allowed.find((candidate) => candidate === name)
    if (key === undefined)
      problems.at(name).add(`unknown ${noun} ${JSON.stringify(name)}: expected ${allowed.join(', ')}`)
    else entries.push([key, content])
  }
  return entries
}
