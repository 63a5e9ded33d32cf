/** One thing wrong with a policy document. */
export interface PolicyProblem {
  /** Keys and indices from the document's root to the place. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Collects every problem of a document; `at` gives the same collection one step further down. */
export class Problems {
  readonly #found: PolicyProblem[]
  readonly #path: readonly (string | number)[]

  constructor(found: PolicyProblem[] = [], path: readonly (string | number)[] = []) {
    this.#found = found
    this.#path = path
  }

  get found(): readonly PolicyProblem[] {
    return this.#found
  }

  at(key: string | number): Problems {
    return new Problems(this.#found, [...this.#path, key])
  }

  /** Returns `undefined`, so that a parser can end with `return problems.add(…)`. */
  add(message: string): undefined {
    this.#found.push({ path: this.#path, message })
  }
}
