import type { Logger } from '@sallyport/kernel'
import { type LiveRecord, type Mirror, ParsedView } from '@sallyport/records'
import {
  type HeaderAliases,
  HeaderRules,
  type Route,
  type RouteEntry,
  RouteTable,
  requestTimeoutMs,
  routeAuthority,
  routeSchema,
} from '@sallyport/routing'
import type { ForwardTarget } from './forwarding/forward-target.ts'
import type { UpstreamPools } from './forwarding/upstream-pools.ts'

export interface RouteSnapshotOptions {
  readonly records: Pick<Mirror, 'byType' | 'onChange'>
  readonly pools: UpstreamPools
  readonly aliases: HeaderAliases
  readonly log: Logger
}

/** The routes as of the newest change that the mirror shows. Each change makes a new table; a request reads it once. */
export class RouteSnapshot implements Disposable {
  readonly #options: RouteSnapshotOptions
  readonly #parsed: ParsedView<Route | undefined>
  readonly #targets = new WeakMap<Route, ForwardTarget>()
  readonly #stopListening: Disposable
  #table: RouteTable | undefined
  #unusable = 0

  constructor(options: RouteSnapshotOptions) {
    this.#options = options
    this.#parsed = new ParsedView((record) => this.#parse(record))
    this.#stopListening = options.records.onChange(({ reset, changes }) => {
      if (reset || changes.some(({ type }) => type === 'route')) this.#table = undefined
    })
  }

  /** Made when first asked for after a change, so that many changes in a row cost one table. */
  get table(): RouteTable {
    return (this.#table ??= this.#build())
  }

  /** How many route records are left out because they cannot be read. */
  get unusable(): number {
    return this.#unusable
  }

  /** Where a route leads; made once for as long as the record stays the same. */
  target({ route }: RouteEntry): ForwardTarget {
    const known = this.#targets.get(route)
    if (known !== undefined) return known
    const target: ForwardTarget = {
      upstream: this.#options.pools.for(route),
      rules: new HeaderRules(route, this.#options.aliases),
      timeoutMs: requestTimeoutMs(route),
      preservesHost: route.preserve_host_header,
      isLocalhost: isLocalhost(routeAuthority(route)),
    }
    this.#targets.set(route, target)
    return target
  }

  [Symbol.dispose](): void {
    this.#stopListening[Symbol.dispose]()
  }

  #build(): RouteTable {
    const entries: RouteEntry[] = []
    this.#unusable = 0
    for (const record of this.#options.records.byType('route')) {
      const route = this.#parsed.of(record)
      if (route === undefined) this.#unusable += 1
      else entries.push({ id: record.id, version: record.version, route })
    }
    this.#options.pools.retain(entries.map(({ route }) => route))
    return new RouteTable(entries)
  }

  #parse({ id, version, data }: LiveRecord): Route | undefined {
    const parsed = routeSchema.safeParse(data)
    if (parsed.success) return parsed.data
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    this.#options.log.error(
      { routeId: id, version: String(version), problems },
      'route left out, its record is not valid',
    )
    return undefined
  }
}

function isLocalhost(authority: string): boolean {
  return /^(?:[^:]*\.)?localhost(?::\d+)?$/.test(authority)
}
