import { type ChangeBatch, isExpired, type RecordReader, type Version } from '@sallyport/records'
import { dependencyKeys, touchedKeys } from './dependency.ts'
import { DependencyIndex } from './dependency-index.ts'
import type { HeldDecision } from './held-decision.ts'
import { SlotList, type Slotted } from './slot-list.ts'

/** Whose connection it is and where it leads. The end of any of these records ends the connection. */
export interface ConnectionSubject {
  readonly host: string
  readonly routeId: string
  readonly sessionId?: string
  readonly userId?: string
  readonly serviceAccountId?: string
}

/** The record whose end cut a connection. */
export interface CutCause {
  readonly type: string
  readonly id: string
  /** `expired`, or the reason given with the delete. */
  readonly reason: string
}

export interface Verdicts<T> {
  /** Close these at once: what they stand on is gone. */
  readonly cut: readonly LiveConnection<T>[]
  /** Ask about these again, each as of at least this version. */
  readonly redecide: ReadonlyMap<LiveConnection<T>, Version>
}

/** One open connection. It is registered from its acceptance on, before anything is dialled; leaving the scope takes it out. */
export class LiveConnection<T> implements Disposable, Slotted {
  /** Among those that are in no index yet. */
  slot = -1
  readonly subject: ConnectionSubject
  readonly target: T
  readonly #registry: LiveConnections<T>
  #held: HeldDecision | undefined
  #cutBecause: CutCause | undefined

  constructor(subject: ConnectionSubject, target: T, registry: LiveConnections<T>) {
    this.subject = subject
    this.target = target
    this.#registry = registry
  }

  /** The decision it stands on; `undefined` until the first. */
  get held(): HeldDecision | undefined {
    return this.#held
  }

  /** Set once it must close. Whoever dials tests it again afterwards: the dialling took time. */
  get cutBecause(): CutCause | undefined {
    return this.#cutBecause
  }

  /** From now on it stands on this decision. In the turn in which the decision was found or admitted, so that no change slips in between. */
  standOn(held: HeldDecision): void {
    this.#registry.move(this, this.#held, held)
    this.#held = held
  }

  markCut(cause: CutCause): void {
    this.#cutBecause ??= cause
  }

  [Symbol.dispose](): void {
    this.#registry.remove(this)
  }
}

/**
 * The open connections of a proxy, and which of them a change concerns. It closes nothing itself. A connection gets into the indexes
 * when one is next read: most requests are over by then, and cost no more than a slot.
 */
export class LiveConnections<T> {
  readonly #unindexed = new SlotList<LiveConnection<T>>()
  readonly #indexed = new Set<LiveConnection<T>>()
  readonly #byHost = new DependencyIndex<LiveConnection<T>>()
  readonly #bySubject = new DependencyIndex<LiveConnection<T>>()
  readonly #byDependency = new DependencyIndex<LiveConnection<T>>()

  register(subject: ConnectionSubject, target: T): LiveConnection<T> {
    const connection = new LiveConnection(subject, target, this)
    this.#unindexed.add(connection)
    return connection
  }

  /** What a batch of changes means. Connections that are still being decided are left to the admission of their answer, unless they are cut. */
  apply(batch: ChangeBatch, now: Date): Verdicts<T> {
    this.#indexAll()
    const cut = new Set<LiveConnection<T>>()
    const redecide = new Map<LiveConnection<T>, Version>()
    for (const change of batch.changes) {
      const { type, id, after, tombstone, version } = change
      if (after === undefined || isExpired(after, now)) {
        const reason = after === undefined ? (tombstone?.deleteReason ?? 'deleted') : 'expired'
        for (const connection of this.#bySubject.at(`${type}/${id}`)) {
          connection.markCut({ type, id, reason })
          cut.add(connection)
        }
      }
      for (const key of touchedKeys(change))
        for (const connection of this.#byDependency.at(key))
          if (connection.held !== undefined && connection.held.decidedAt < version) redecide.set(connection, version)
    }
    // After a reset nothing is known to hold; after the end of an epoch, nothing that was decided on what came after what was shown of it.
    const holdsUpTo = batch.reset ? -1n : batch.lastEpochShownTo
    if (holdsUpTo !== undefined)
      for (const connection of this.#indexed)
        if (connection.held !== undefined && connection.held.decidedAt > holdsUpTo)
          redecide.set(connection, batch.version)
    for (const connection of cut) redecide.delete(connection)
    return { cut: [...cut], redecide }
  }

  /** What the passing of time means; a record that ran out is not deleted until the sweeper comes by. */
  expired(records: Pick<RecordReader, 'get'>, now: Date, monotonicMs: number): Verdicts<T> {
    const cut: LiveConnection<T>[] = []
    const redecide = new Map<LiveConnection<T>, Version>()
    for (const connection of this) {
      const { held, subject } = connection
      const id = subject.sessionId
      const session = id === undefined ? undefined : records.get({ type: 'session', id })
      if (session !== undefined && isExpired(session, now)) {
        connection.markCut({ type: 'session', id: session.id, reason: 'expired' })
        cut.push(connection)
      } else if (held !== undefined && held.expiresAtMs <= monotonicMs) redecide.set(connection, held.decidedAt)
    }
    return { cut, redecide }
  }

  /** The connections of a host, to match them again when its routes change. */
  onHost(host: string): readonly LiveConnection<T>[] {
    this.#indexAll()
    return this.#byHost.at(host)
  }

  get size(): number {
    return this.#unindexed.size + this.#indexed.size
  }

  [Symbol.iterator](): IterableIterator<LiveConnection<T>> {
    this.#indexAll()
    return this.#indexed.values()
  }

  /** For `LiveConnection.standOn` alone. */
  move(connection: LiveConnection<T>, from: HeldDecision | undefined, to: HeldDecision): void {
    if (!this.#indexed.has(connection)) return
    if (from !== undefined) this.#byDependency.remove(from.dependencies.flatMap(dependencyKeys), connection)
    this.#byDependency.add(to.dependencies.flatMap(dependencyKeys), connection)
  }

  /** For the connection's disposal alone. */
  remove(connection: LiveConnection<T>): void {
    if (this.#unindexed.remove(connection) || !this.#indexed.delete(connection)) return
    this.#byHost.remove([connection.subject.host], connection)
    this.#bySubject.remove(subjectKeys(connection), connection)
    if (connection.held !== undefined)
      this.#byDependency.remove(connection.held.dependencies.flatMap(dependencyKeys), connection)
  }

  #indexAll(): void {
    for (const connection of this.#unindexed.drain()) {
      this.#indexed.add(connection)
      this.#byHost.add([connection.subject.host], connection)
      this.#bySubject.add(subjectKeys(connection), connection)
      if (connection.held !== undefined)
        this.#byDependency.add(connection.held.dependencies.flatMap(dependencyKeys), connection)
    }
  }
}

function subjectKeys<T>({ subject }: LiveConnection<T>): readonly string[] {
  const { routeId, sessionId, userId, serviceAccountId } = subject
  const keys = [`route/${routeId}`]
  if (sessionId !== undefined) keys.push(`session/${sessionId}`)
  if (userId !== undefined) keys.push(`user/${userId}`)
  if (serviceAccountId !== undefined) keys.push(`service_account/${serviceAccountId}`)
  return keys
}
