/** Whether one part of a service is fit, and why not. Reasons are shown to operators. */
export type Fitness = { readonly fit: true } | { readonly fit: false; readonly reason: string }

export const fit: Fitness = { fit: true }

export function unfit(reason: string): Fitness {
  return { fit: false, reason }
}

/**
 * What a service says of itself: readiness from named checks, and a status of any JSON for each component.
 * Liveness is not here: a process that answers at all is alive, whatever it depends on.
 */
export class HealthReport {
  readonly #checks = new Map<string, () => Fitness>()
  readonly #components = new Map<string, () => unknown>()
  #stopping = false

  /** All checks must be fit for the service to be ready. They are asked at each probe, so they must be cheap. */
  check(name: string, check: () => Fitness): void {
    this.#checks.set(name, check)
  }

  /** Something for operators to see in `/status`; never a secret. */
  component(name: string, describe: () => unknown): void {
    this.#components.set(name, describe)
  }

  /** From now on not ready, so that load balancers look elsewhere. */
  stopping(): void {
    this.#stopping = true
  }

  readiness(): { readonly ready: boolean; readonly problems: Readonly<Record<string, string>> } {
    const problems: [string, string][] = this.#stopping ? [['process', 'stopping']] : []
    for (const [name, check] of this.#checks) {
      const fitness = check()
      if (!fitness.fit) problems.push([name, fitness.reason])
    }
    return { ready: problems.length === 0, problems: Object.fromEntries(problems) }
  }

  status(): Readonly<Record<string, unknown>> {
    const components = [...this.#components].map(([name, describe]) => [name, describe()] as const)
    return { ...this.readiness(), components: Object.fromEntries(components) }
  }
}
