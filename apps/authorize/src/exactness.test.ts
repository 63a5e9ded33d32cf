import { type CheckAnswer, clientCertificate, type RequestAttributes, touchedKeys } from '@sallyport/decisions'
import { encodeSession, encodeUser } from '@sallyport/identity'
import type { Change, RecordData, RecordKey } from '@sallyport/records'
import { expect, test } from 'vitest'
import { aClientCertificate } from './client-certificate.fixture.ts'
import { aRoute, aSession, attributes, aUser, testNow, World } from './world.fixture.ts'

/*
 * A proxy goes on using an answer for as long as none of the named records changes, for every request that agrees on the named attributes.
 * So what is not named must not matter, and what is named should: else decisions would be dropped for nothing.
 */

const rounds = 600

test('a change of a record that is not named never changes the answer, and one of each named type does', async () => {
  const mattered = new Map<string, number>()
  const random = randomNumbers(1)
  for (let round = 0; round < rounds; round++) {
    using world = randomWorld(random)
    const ask = () => {
      const [routeId, sessionId] = [pick(random, routeIds), pick(random, [...sessionIds, ''])]
      return world.question(routeId, { sessionId })
    }
    const question = { ...ask(), attributes: randomAttributes(random) }
    const before = await world.ask(question)
    if (before.outcome !== 'decided') throw new Error(`${before.outcome} in round ${round}`)
    const changes = changesOf(world, () => changeSomething(world, random))
    const after = await world.ask({ ...question, minVersion: world.version })
    const touched = new Set(changes.flatMap(touchedKeys))
    const named = before.basis.dependencies.filter(({ type, id }) => touched.has(`${type}/${id}`))
    if (named.length === 0) expect(essence(after), `round ${round}`).toEqual(essence(before))
    else if (essence(after) !== essence(before))
      for (const { type } of named) mattered.set(type, (mattered.get(type) ?? 0) + 1)
  }
  expect([...mattered.keys()].sort()).toEqual(['policy', 'route', 'session', 'user'])
})

test('requests that agree on the named attributes get the same answer, and each named attribute makes a difference to some', async () => {
  const mattered = new Set<string>()
  const random = randomNumbers(2)
  for (let round = 0; round < rounds; round++) {
    using world = randomWorld(random)
    const question = { ...world.question(pick(random, routeIds)), attributes: randomAttributes(random) }
    const first = await world.ask(question)
    if (first.outcome !== 'decided') throw new Error(`${first.outcome} in round ${round}`)
    const other = randomAttributes(random)
    const second = await world.ask({ ...question, attributes: other })
    if (second.outcome !== 'decided') throw new Error(`${second.outcome} in round ${round}`)
    const agree = first.basis.vary.every(({ attribute, value }) => valueOf(other, attribute) === value)
    if (agree) expect(essence(second), `round ${round}`).toEqual(essence(first))
    else if (first.decision.outcome !== second.decision.outcome)
      for (const { attribute, value } of first.basis.vary)
        if (valueOf(other, attribute) !== value) mattered.add(attribute)
  }
  expect([...mattered].sort()).toEqual([
    'client_certificate',
    'header:access-control-request-method',
    'header:origin',
    'method',
    'path',
    'source_ip',
  ])
})

/** All of an answer that a user or an upstream could notice. */
function essence(answer: CheckAnswer): string {
  if (answer.outcome !== 'decided') return answer.outcome
  const { decision } = answer
  const headers = decision.outcome === 'allow' ? decision.upstreamHeaders : []
  const told = headers.map(({ name, value }) => [name, name.endsWith('assertion') ? payloadOf(value) : value])
  return JSON.stringify({ ...decision, upstreamHeaders: told })
}

function payloadOf(assertion: string): object {
  return { ...JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()), jti: '' }
}

/** Written out here once more, so that a slip in the library does not cancel itself out. */
function valueOf({ headers, clientCertificate, sourceIp, ...plain }: RequestAttributes, attribute: string): string {
  if (attribute.startsWith('header:')) return headers.get(attribute.slice('header:'.length)) ?? ''
  if (attribute === 'source_ip') return sourceIp
  if (attribute === 'client_certificate') return clientCertificate.hash
  return new Map(Object.entries(plain)).get(attribute) ?? ''
}

function changesOf(world: World, change: () => void): readonly Change[] {
  const changes: Change[] = []
  using _listening = world.mirror.onChange((batch) => void changes.push(...batch.changes))
  change()
  return changes
}

const routeIds = ['one', 'two', 'three'] as const
const sessionIds = ['s-alice', 's-alice-too', 's-bob'] as const
const userIds = ['idp/alice', 'idp/bob'] as const
type Random = () => number

function randomWorld(random: Random): World {
  const world = new World()
  for (const id of userIds) world.put(randomUser(random, id))
  for (const id of sessionIds) world.put(randomSession(random, id))
  for (const id of routeIds) world.put(...randomRoute(random, id))
  return world
}

function changeSomething(world: World, random: Random): void {
  const kind = pick(random, ['session', 'user', 'route', 'policy', 'end'] as const)
  switch (kind) {
    case 'session':
      return world.put(randomSession(random, pick(random, sessionIds)))
    case 'user':
      return world.put(randomUser(random, pick(random, userIds)))
    case 'route':
    case 'policy':
      return world.put(...randomRoute(random, pick(random, routeIds)).filter(({ type }) => type === kind))
    case 'end': {
      const keys: readonly RecordKey[] = [
        ...sessionIds.map((id) => ({ type: 'session', id }) as const),
        ...userIds.map((id) => ({ type: 'user', id }) as const),
      ]
      return world.delete(pick(random, keys))
    }
  }
}

function randomUser(random: Random, id: string) {
  const signedOut = random() < 0.2 ? { sessionsValidFrom: testNow } : {}
  return encodeUser(aUser({ id, ...signedOut }))
}

function randomSession(random: Random, id: string) {
  const userId = id.startsWith('s-alice') ? 'idp/alice' : 'idp/bob'
  return encodeSession(
    aSession({
      id,
      userId,
      email: pick(random, ['alice@example.com', 'bob@example.com']),
      emailVerified: random() < 0.8,
      groups: pick(random, [[], ['staff'], ['staff', 'admins']]),
      claims: pick(random, [{}, { department: 'ops' }, { department: 'dev' }]),
      ...(random() < 0.1 && { expiresAt: testNow }),
    }),
  )
}

function randomRoute(random: Random, id: string) {
  return aRoute(id, randomAccess(random), {
    pass_identity_headers: random() < 0.5,
    from: pick(random, [`https://${id}.example.com`, `https://${id}.example.org`]),
  })
}

function randomAccess(random: Random): RecordData {
  if (random() < 0.1) return { allow_public_unauthenticated_access: true }
  if (random() < 0.1) return { allow_any_authenticated_user: true }
  const block = () => ({ [pick(random, ['and', 'or', 'not', 'nor'])]: list(random, () => pick(random, criteria)) })
  const deny = random() < 0.3 ? { deny: block() } : {}
  return { policy: { allow: block(), ...deny } }
}

const criteria: readonly RecordData[] = [
  { accept: true },
  { authenticated_user: true },
  { email: 'alice@example.com' },
  { domain: 'example.com' },
  { groups: { has: 'admins' } },
  { 'claim/department': 'ops' },
  { user: 'idp/bob' },
  { http_method: 'GET' },
  { http_path: { starts_with: '/api' } },
  { source_ip: '10.0.0.0/8' },
  { cors_preflight: true },
  { client_certificate: { san_dns: 'laptop.example.com' } },
]

const chains = await Promise.all(['laptop.example.com', 'desk.example.com'].map((name) => aClientCertificate(name)))

function randomAttributes(random: Random): RequestAttributes {
  return attributes({
    method: pick(random, ['GET', 'POST', 'OPTIONS']),
    host: pick(random, ['app.example.com', 'other.example.com']),
    path: pick(random, ['/', '/api/users', '/apis']),
    sourceIp: pick(random, ['10.0.0.1', '192.0.2.1', '']),
    clientCertificate: pick(random, [clientCertificate([]), ...chains]),
    headers: new Map(
      [
        ['origin', 'https://example.org'] as const,
        ['access-control-request-method', 'PUT'] as const,
        ['accept', 'text/html'] as const,
      ].filter(() => random() < 0.6),
    ),
  })
}

function list<T>(random: Random, make: () => T): readonly T[] {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, make)
}

function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)]
  if (choice === undefined) throw new Error('nothing to pick from')
  return choice
}

/** The same numbers on every run (mulberry32). */
function randomNumbers(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
