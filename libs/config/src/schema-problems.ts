import type { z } from 'zod'
import type { ConfigPath } from './config-path.ts'
import type { ConfigProblem } from './config-problem.ts'
import type { YamlSource } from './yaml-source.ts'

type Issue = z.core.$ZodIssue

/** Every problem that the schema found, at its place in the file. */
export function schemaProblems(source: YamlSource, issues: readonly Issue[]): readonly ConfigProblem[] {
  return issues.flatMap((issue) => problemsOf(source, issue, []))
}

function problemsOf(source: YamlSource, issue: Issue, outerPath: ConfigPath): readonly ConfigProblem[] {
  const path = [...outerPath, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => source.keyProblem([...path, key], 'unknown key'))
    case 'invalid_key':
      return [source.keyProblem(path, issue.issues.map(({ message }) => message).join('; '))]
    case 'invalid_union':
      return nearestBranch(issue.errors).flatMap((inner) => problemsOf(source, inner, path))
    case 'invalid_type':
      return [source.problem(path, source.has(path) ? invalidType(issue) : 'is missing')]
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_value':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return [source.problem(path, lowerFirst(issue.message))]
  }
}

/** Of the forms that a value may have, the one that it misses by the deepest mistake: most likely the one that was meant. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (branch: readonly Issue[]): number => Math.max(0, ...branch.map(({ path }) => path.length))
  return branches.toSorted((a, b) => depth(b) - depth(a))[0] ?? []
}

// A message of our own is kept; the library's default ends in what was received, which is said in the words of YAML.
function invalidType(issue: Extract<Issue, { code: 'invalid_type' }>): string {
  const names: Readonly<Record<string, string>> = {
    record: 'mapping',
    object: 'mapping',
    array: 'list',
    int: 'whole number',
  }
  if (!issue.message.startsWith('Invalid input')) return lowerFirst(issue.message)
  return `expected a ${names[issue.expected] ?? issue.expected}`
}

function lowerFirst(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}
