import type { Change } from '@sallyport/records'
import { expect, test } from 'vitest'
import { PolicySnapshot } from './policy-snapshot.ts'
import { anyUser, everybody, World } from './world.fixture.ts'

test('a change makes a new snapshot that shares every policy that did not change', () => {
  using world = new World()
  const changes = collect(world)
  world.put({ type: 'policy', id: 'a', data: anyUser }, { type: 'policy', id: 'b', data: everybody })
  const before = PolicySnapshot.empty.after(changes.splice(0))
  const [a, b] = [recordOf(world, 'a'), recordOf(world, 'b')]

  world.put({ type: 'policy', id: 'a', data: {} })
  const after = before.after(changes.splice(0))
  expect(after.of(b)).toBe(before.of(b))
  expect(after.of(recordOf(world, 'a'))).not.toBe(before.of(a))
  expect(before.of(a)).toMatchObject({ outcome: 'compiled', version: a.version })

  world.delete({ type: 'policy', id: 'a' })
  expect(after.after(changes.splice(0)).size).toBe(1)
})

test('changes of other types leave it as it is', () => {
  using world = new World()
  const changes = collect(world)
  world.put({ type: 'jwks', id: 'authorize-0', data: {} })
  expect(PolicySnapshot.empty.after(changes)).toBe(PolicySnapshot.empty)
})

test('the policy of another state is never taken for that of this one', () => {
  using world = new World()
  const changes = collect(world)
  world.put({ type: 'policy', id: 'a', data: anyUser })
  const snapshot = PolicySnapshot.empty.after(changes.splice(0))
  world.put({ type: 'policy', id: 'a', data: everybody })
  expect(() => snapshot.of(recordOf(world, 'a'))).toThrow('not the one that was compiled')
})

test.each([
  [
    'a rule that does not exist',
    { policy: { allow: { or: [{ nonsense: 1 }] } } },
    'allow.or.0.nonsense: unknown criterion',
  ],
  ['what is no policy', { policy: 'everybody' }, 'expected an object'],
  ['two answers to one question', { ...anyUser, ...everybody }, 'cannot stand beside'],
])('%s does not compile, and its problems are kept', (_, data, problem) => {
  using world = new World()
  const changes = collect(world)
  world.put({ type: 'policy', id: 'a', data })
  expect(PolicySnapshot.empty.after(changes).invalid()).toEqual(new Map([['a', [expect.stringContaining(problem)]]]))
})

function collect(world: World): Change[] {
  const changes: Change[] = []
  world.mirror.onChange((batch) => void changes.push(...batch.changes))
  return changes
}

function recordOf(world: World, id: string) {
  const record = world.mirror.get({ type: 'policy', id })
  if (record === undefined) throw new Error(`no policy ${id}`)
  return record
}
