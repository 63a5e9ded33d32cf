import { AppError } from '@sallyport/kernel'
import { healthService } from '@sallyport/proto'
import { type ImplementedMethod, implement } from './implementation.ts'
import { orAborted } from './or-aborted.ts'

type ServingStatus = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN'

/** Whether a server wants calls, told by the gRPC health checking protocol. */
export class Health {
  readonly #services: ReadonlySet<string>
  #isServing = true
  #changed = Promise.withResolvers<void>()

  constructor(services: Iterable<string>) {
    // The empty name is the server as a whole.
    this.#services = new Set(['', ...services])
  }

  setServing(isServing: boolean): void {
    if (isServing === this.#isServing) return
    this.#isServing = isServing
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  implementation(): readonly ImplementedMethod[] {
    return implement(healthService, {
      Check: ({ service }) => {
        const status = this.#statusOf(service)
        if (status === 'SERVICE_UNKNOWN') throw new AppError('not-found', `there is no service ${service}`)
        return { status }
      },
      Watch: ({ service }, { signal }) => this.#watch(service, signal),
    })
  }

  async *#watch(service: string, signal: AbortSignal): AsyncGenerator<{ status: ServingStatus }> {
    for (;;) {
      const changed = this.#changed.promise
      yield { status: this.#statusOf(service) }
      await orAborted(changed, signal)
    }
  }

  #statusOf(service: string): ServingStatus {
    if (!this.#services.has(service)) return 'SERVICE_UNKNOWN'
    return this.#isServing ? 'SERVING' : 'NOT_SERVING'
  }
}
