import type { LiveRecord, Mirror, RecordReader, RecordType, StoredRecord } from '@sallyport/records'
import { expect, test } from 'vitest'
import type { Question } from './admission.ts'
import { AttributeRecorder } from './attribute-recorder.ts'
import type { CheckAnswer, DefiniteDecision } from './decision.ts'
import { DecisionCache } from './decision-cache.ts'
import { DependencyRecorder } from './dependency-recorder.ts'
import { type LiveConnection, LiveConnections } from './live-connections.ts'
import { bringChanges, gone, live, mirrorOf } from './records.fixture.ts'
import { type RequestAttributes } from './request-attributes.ts'
import { request } from './requests.fixture.ts'

/**
 * A store, an authorize and a proxy whose mirrors lag behind it by whatever the seed says, and answers that travel for whatever it says.
 * The oracle evaluates again: a decision in use must be the one that its own state gives, and if the proxy has seen more, the one that the proxy's state gives.
 */
const rounds = 300
const stepsPerRound = 250

test('whatever the order of changes and answers, no decision is used whose dependency changed', () => {
  const used = { found: 0, admitted: 0, asked: 0 }
  for (let seed = 1; seed <= rounds; seed++) {
    const world = new World(seed)
    for (let step = 0; step < stepsPerRound; step++) world.step()
    for (const key of ['found', 'admitted', 'asked'] as const) used[key] += world.used[key]
  }
  // The property is worth something only if each way of using a decision, and of refusing one, was often taken.
  for (const count of Object.values(used)) expect(count).toBeGreaterThan(rounds)
})

const sessions = ['s1', 's2', 's3']
const users = ['u1', 'u2']
const routes = ['r1', 'r2']
const paths = ['/', '/a']
const methods = ['GET', 'POST']

class World {
  readonly used = { found: 0, admitted: 0, asked: 0 }
  readonly #random: (below: number) => number
  /** The whole history in the present epoch: version n is at index n - 1. */
  #log: StoredRecord[] = []
  #epoch = 1
  readonly #authorize: Follower
  readonly #proxy: Follower
  readonly #cache = new DecisionCache(undefined, () => 0)
  readonly #connections = new LiveConnections<Question>()
  readonly #open: LiveConnection<Question>[] = []
  readonly #travelling: { answer: CheckAnswer; question: Question }[] = []

  constructor(seed: number) {
    this.#random = random(seed)
    for (const id of routes) this.#write('route', id)
    this.#authorize = new Follower(this.#log, 100)
    this.#proxy = new Follower(this.#log, 6)
    this.#proxy.mirror.onChange((batch) => {
      this.#cache.apply(batch)
      const { cut, redecide } = this.#connections.apply(batch, new Date(0))
      for (const connection of [...cut, ...redecide.keys()]) this.#close(connection)
    })
  }

  step(): void {
    const moves = [
      () => this.#writeSomething(),
      () => this.#authorize.catchUp(this.#log, this.#epochName, this.#random(4)),
      () => this.#proxy.catchUp(this.#log, this.#epochName, this.#random(4)),
      () => this.#ask(),
      () => this.#ask(),
      () => this.#deliver(),
      () => this.#deliver(),
      () => this.#request(),
    ]
    if (this.#random(120) === 0) this.#failOver()
    moves[this.#random(moves.length)]?.()
    this.#checkEverything()
  }

  get #epochName(): string {
    return `epoch-${this.#epoch}`
  }

  #write(type: RecordType, id: string, data: Record<string, string> = {}): void {
    this.#log.push(live(type, id, this.#log.length + 1, data))
  }

  #writeSomething(): void {
    const version = this.#log.length + 1
    const type = this.#pick(['session', 'session', 'user', 'policy', 'policy', 'route'] as const)
    const ids = { session: sessions, user: users, policy: ['p1', 'p2', 'p3'], route: routes }[type]
    const id = this.#pick(ids)
    if (this.#random(3) === 0) this.#log.push(gone(type, id, version))
    else this.#write(type, id, { user_id: this.#pick(users), reads: this.#pick(['nothing', 'path', 'both']) })
  }

  /** The newest commits are lost, and the store goes on in another epoch. */
  #failOver(): void {
    this.#log = this.#log.slice(0, Math.max(routes.length, this.#log.length - this.#random(5)))
    this.#epoch += 1
  }

  #ask(): void {
    const id = this.#pick(routes)
    const version = this.#proxy.mirror.get({ type: 'route', id })?.version
    if (version === undefined) return
    const attributes = request({ path: this.#pick(paths), method: this.#pick(methods) })
    const question = { route: { id, version }, credential: this.#pick(sessions), attributes, sentAtMs: 0 }
    this.#travelling.push({ question, answer: answer(this.#authorize.mirror, question) })
  }

  #deliver(): void {
    const [arrived] = this.#travelling.splice(this.#random(this.#travelling.length), 1)
    if (arrived === undefined) return
    const admission = this.#cache.admit(arrived.answer, arrived.question, this.#proxy.mirror)
    if (admission.outcome === 'ask-again') this.used.asked += 1
    if (admission.outcome !== 'use') return
    this.used.admitted += 1
    this.#checkUse(admission.held, arrived.question)
    const { route, credential } = arrived.question
    const subject = { host: 'app.example.com', routeId: route.id, sessionId: credential }
    const connection = this.#connections.register(subject, arrived.question)
    connection.standOn(admission.held)
    this.#open.push(connection)
  }

  #request(): void {
    const id = this.#pick(routes)
    const version = this.#proxy.mirror.get({ type: 'route', id })?.version
    if (version === undefined) return
    const attributes = request({ path: this.#pick(paths), method: this.#pick(methods) })
    const question = { route: { id, version }, credential: this.#pick(sessions), attributes, sentAtMs: 0 }
    const held = this.#cache.find(question.route, question.credential, attributes)
    if (held === undefined) return
    this.used.found += 1
    this.#checkUse(held, question)
  }

  #checkEverything(): void {
    for (const { held, target } of this.#open) if (held !== undefined) this.#checkUse(held, target)
  }

  #checkUse(
    held: { decision: DefiniteDecision; decidedAt: bigint },
    { route, credential, attributes }: Question,
  ): void {
    const { mirror } = this.#proxy
    const newest = held.decidedAt > mirror.version ? undefined : mirror
    if (newest === undefined) return
    const again = evaluate(newest, route.id, credential, new AttributeRecorder(attributes))
    expect(held.decision).toEqual(again)
    expect(mirror.get({ type: 'route', id: route.id })?.version).toBe(route.version)
  }

  #close(connection: LiveConnection<Question>): void {
    connection[Symbol.dispose]()
    this.#open.splice(this.#open.indexOf(connection), 1)
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[this.#random(from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
}

/** A mirror that takes some of what the store holds and it does not, compacted as a sync stream is. */
class Follower {
  readonly mirror: Mirror

  constructor(log: readonly StoredRecord[], ringCapacity: number) {
    this.mirror = mirrorOf(log, log.length, ringCapacity)
  }

  catchUp(log: readonly StoredRecord[], epoch: string, atMost: number): void {
    const { mirror } = this
    const version = epoch === mirror.epoch ? Math.min(log.length, Number(mirror.version) + atMost) : log.length
    mirror.streamStarted()
    if (epoch !== mirror.epoch) {
      mirror.reset({ storeId: 'store', epoch })
      mirror.apply(compacted(log))
      mirror.checkpoint({ epoch, version: BigInt(version), storeId: 'store', cursor: new Uint8Array() })
    } else bringChanges(mirror, compacted(log.slice(Number(mirror.version), version)), version)
  }
}

function compacted(log: readonly StoredRecord[]): StoredRecord[] {
  const newest = new Map(log.map((record) => [`${record.type}/${record.id}`, record]))
  return [...newest.values()].sort((a, b) => Number(a.version - b.version))
}

function answer(mirror: Mirror, { route, credential, attributes }: Question): CheckAnswer {
  const records = new DependencyRecorder(mirror)
  const read = new AttributeRecorder(attributes)
  if (records.get({ type: 'route', id: route.id })?.version !== route.version) return { outcome: 'stale' }
  const decision = evaluate(records, route.id, credential, read)
  const { epoch = '', version: decidedAt } = mirror
  const { dependencies } = records
  return {
    outcome: 'decided',
    decision,
    basis: { epoch, decidedAt, dependencies, vary: read.vary, lifetimeMs: 1_000 },
  }
}

/** A policy that reads in every way there is, and whose decision names all that it read. */
function evaluate(
  records: RecordReader,
  routeId: string,
  credential: string,
  read: Pick<RequestAttributes, 'path' | 'method'>,
): DefiniteDecision {
  const because = (...seen: unknown[]) => ({ reasons: [{ code: 'seen', rule: JSON.stringify(seen) }] })
  const session = records.get({ type: 'session', id: credential })
  if (session === undefined) return { outcome: 'unauthenticated', ...because(routeId) }
  const userId = String(session.data['user_id'])
  const user = records.get({ type: 'user', id: userId })
  if (user === undefined) return { outcome: 'deny', ...because('no user') }
  const named = (found: Iterable<LiveRecord>) => [...found].map(({ id, version }) => `${id}@${version}`).sort()
  if (user.data['reads'] === 'nothing') return { outcome: 'deny', ...because(named([session, user])) }
  const siblings = named(records.byField('session', 'user_id', userId))
  const policies = user.data['reads'] === 'both' ? named(records.byType('policy')) : []
  const seen = user.data['reads'] === 'both' ? [read.method, read.path] : [read.path]
  return { outcome: 'allow', upstreamHeaders: [], ...because(named([session, user]), siblings, policies, seen) }
}

/** Mulberry32: the same seed gives the same numbers. */
function random(seed: number): (below: number) => number {
  let state = seed * 0x9e3779b9
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
