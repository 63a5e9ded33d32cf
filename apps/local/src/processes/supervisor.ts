import type { Terminal } from '../terminal.ts'
import { type ChildSpec, SupervisedChild } from './supervised-child.ts'

/** Starts children, and stops them in the reverse order when disposed. */
export class Supervisor implements AsyncDisposable {
  readonly #terminal: Terminal
  readonly #environment: NodeJS.ProcessEnv
  readonly #stack = new AsyncDisposableStack()
  readonly #children = new Set<SupervisedChild>()

  /** Every child gets this environment, and over it its own. */
  constructor(terminal: Terminal, environment: NodeJS.ProcessEnv) {
    this.#terminal = terminal
    this.#environment = environment
  }

  /** Starts them side by side. If one does not get ready the others stop too, and its error is thrown. */
  async start(specs: readonly ChildSpec[], signal: AbortSignal): Promise<void> {
    const failed = new AbortController()
    const either = AbortSignal.any([signal, failed.signal])
    const children = specs.map((spec) => {
      const env = { ...this.#environment, ...spec.env }
      return new SupervisedChild({ ...spec, env }, this.#terminal)
    })
    for (const child of children) this.#children.add(child)
    await Promise.all(children.map((child) => child.start(either).catch((error: unknown) => failed.abort(error))))
    for (const child of children) this.#stack.use(child)
    either.throwIfAborted()
  }

  /** Ends every child at once, with all that it started. */
  kill(): void {
    for (const child of this.#children) child.kill()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}
