/** One thing that is wrong with a configuration file. The message never holds a configured value, which could be a secret. */
export interface ConfigProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The key's path as an operator writes it, such as `routes[2].from`; empty for the file as a whole. */
  readonly key: string
  readonly message: string
}

export function formatProblem({ file, line, column, key, message }: ConfigProblem): string {
  return `${file}:${line}:${column}: ${key === '' ? '' : `${key}: `}${message}`
}

/** Everything that is wrong with a configuration file at once, in the order of the file; the message has one line for each. */
export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
    super(sorted.map(formatProblem).join('\n'))
    this.problems = sorted
  }
}
