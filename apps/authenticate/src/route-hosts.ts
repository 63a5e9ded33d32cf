import type { DatabrokerClient } from '@sallyport/databroker-client'
import { AppError, withTimeout } from '@sallyport/kernel'
import type { Mirror } from '@sallyport/records'
import { routeAuthority } from '@sallyport/routing'
import { z } from 'zod'

const catchUpLimitMs = 2_000
const routed = z.object({ from: z.string().startsWith('https://') })

/** The authorities that have a route: the only places to which anybody is handed over. */
export class RouteHosts implements Disposable {
  readonly #mirror: Mirror
  readonly #records: Pick<DatabrokerClient, 'serverInfo'>
  readonly #stopListening: Disposable
  #hosts: ReadonlySet<string> | undefined

  constructor(mirror: Mirror, records: Pick<DatabrokerClient, 'serverInfo'>) {
    this.#mirror = mirror
    this.#records = records
    this.#stopListening = mirror.onChange(() => {
      this.#hosts = undefined
    })
  }

  /**
   * Whether this is exactly the authority of a configured route. "No" is only said as of now: a route that was made a moment ago may have
   * reached the proxy before us. Throws `unavailable` or `deadline-exceeded` when that cannot be told.
   */
  async has(host: string, signal: AbortSignal): Promise<boolean> {
    if (this.#known().has(host)) return true
    const { epoch, version } = await this.#records.serverInfo(signal)
    using limited = withTimeout(catchUpLimitMs, signal)
    const reached = await this.#mirror.waitForVersion(epoch, version, limited)
    if (reached !== 'reached') throw new AppError('unavailable', 'the routes are not known right now')
    return this.#known().has(host)
  }

  [Symbol.dispose](): void {
    this.#stopListening[Symbol.dispose]()
  }

  #known(): ReadonlySet<string> {
    return (this.#hosts ??= new Set(Iterator.from(this.#mirror.byType('route')).flatMap(authorityOf)))
  }
}

function authorityOf({ data }: { readonly data: unknown }): string[] {
  const parsed = routed.safeParse(data)
  return parsed.success ? [routeAuthority(parsed.data)] : []
}
