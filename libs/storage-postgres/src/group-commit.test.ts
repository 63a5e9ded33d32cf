import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { GroupCommit, type QueuedWrite } from './group-commit.ts'

interface Write extends QueuedWrite {
  readonly name: string
}

const write = (name: string, { keys = [name], bytes = 1 } = {}): Write => ({ name, keys, bytes })

/** A queue whose batches are recorded, each committed by `commit`. */
function queueOf(
  commit: (names: readonly string[]) => Promise<unknown> = async () => {},
  limits: { maxBatchWrites?: number; maxBatchBytes?: number; maxQueuedWrites?: number } = {},
): { queue: GroupCommit<Write, string>; batches: string[][] } {
  const batches: string[][] = []
  const queue = new GroupCommit<Write, string>({
    commit: async (writes) => {
      const names = writes.map(({ name }) => name)
      batches.push(names)
      await commit(names)
      return names.map((name) => `${name} done`)
    },
    ...{ maxBatchWrites: 100, maxBatchBytes: 1_000, maxQueuedWrites: 1_000, ...limits },
  })
  return { queue, batches }
}

test('writes that arrive together share a batch, and each gets its own answer', async () => {
  const { queue, batches } = queueOf()

  expect(await Promise.all(['a', 'b', 'c'].map((name) => queue.submit(write(name))))).toEqual([
    'a done',
    'b done',
    'c done',
  ])
  expect(batches).toEqual([['a', 'b', 'c']])
})

test('batches are serial: what arrives during one waits for the next', async () => {
  const release = Promise.withResolvers<void>()
  const { queue, batches } = queueOf(() => release.promise)
  const first = queue.submit(write('a'))
  await expect.poll(() => batches.length).toBe(1)
  const later = [queue.submit(write('b')), queue.submit(write('c'))]
  await new Promise(setImmediate)
  expect(batches).toEqual([['a']])
  release.resolve()
  await Promise.all([first, ...later])

  expect(batches).toEqual([['a'], ['b', 'c']])
})

test('writes with a key in common keep their order, in batches of their own', async () => {
  const { queue, batches } = queueOf()
  await Promise.all([
    queue.submit(write('x1', { keys: ['x'] })),
    queue.submit(write('x2+y', { keys: ['x', 'y'] })),
    queue.submit(write('y', { keys: ['y'] })),
    queue.submit(write('z')),
  ])

  expect(batches).toEqual([['x1', 'z'], ['x2+y'], ['y']])
})

test('a batch is bounded in writes and in bytes, and one write is never too large', async () => {
  const { queue, batches } = queueOf(undefined, { maxBatchWrites: 2, maxBatchBytes: 10 })
  await Promise.all(['a', 'b', 'c'].map((name) => queue.submit(write(name))))
  expect(batches).toEqual([['a', 'b'], ['c']])
  batches.length = 0
  await Promise.all([
    queue.submit(write('d', { bytes: 6 })),
    queue.submit(write('e', { bytes: 6 })),
    queue.submit(write('f', { bytes: 99 })),
  ])

  expect(batches).toEqual([['d'], ['e'], ['f']])
})

test('a crowd is committed in two halves', async () => {
  const { queue, batches } = queueOf()
  await Promise.all(Array.from({ length: 80 }, (_, index) => queue.submit(write(`${index}`))))

  expect(batches.map(({ length }) => length)).toEqual([40, 40])
})

test('a batch that fails on what it holds is halved until the culprit stands alone', async () => {
  const { queue, batches } = queueOf(async (names) => {
    if (names.includes('bad')) throw new AppError('invalid-argument', 'cannot be stored')
  })
  const names = ['a', 'b', 'c', 'bad', 'd', 'e']
  const results = await Promise.allSettled(names.map((name) => queue.submit(write(name))))

  expect(results.map(({ status }) => status)).toEqual(names.map((name) => (name === 'bad' ? 'rejected' : 'fulfilled')))
  expect(
    batches
      .filter((batch) => !batch.includes('bad'))
      .flat()
      .sort(),
  ).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('any other failure is everybody’s, and the next batch is tried all the same', async () => {
  let isDown = true
  const { queue, batches } = queueOf(async () => {
    if (isDown) throw new AppError('unavailable', 'down')
  })
  const results = await Promise.allSettled([queue.submit(write('a')), queue.submit(write('b'))])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(batches).toHaveLength(1)
  isDown = false

  expect(await queue.submit(write('c'))).toBe('c done')
})

test('a caller that gives up while it waits is not written for; one on its way only stops waiting', async () => {
  const release = Promise.withResolvers<void>()
  const { queue, batches } = queueOf(() => release.promise)
  const onItsWay = new AbortController()
  const waiting = new AbortController()
  const first = queue.submit(write('a'), onItsWay.signal)
  await expect.poll(() => batches.length).toBe(1)
  const second = queue.submit(write('b'), waiting.signal)
  waiting.abort(new Error('gave up'))
  onItsWay.abort(new Error('gave up too'))

  await expect(second).rejects.toThrow('gave up')
  await expect(first).rejects.toThrow('gave up too')
  release.resolve()
  await queue.submit(write('c'))
  expect(batches).toEqual([['a'], ['c']])
})

test('a full queue turns writes away', async () => {
  const { queue } = queueOf(undefined, { maxQueuedWrites: 1 })
  const first = queue.submit(write('a'))

  await expect(queue.submit(write('b'))).rejects.toMatchObject({ code: 'resource-exhausted' })
  expect(await first).toBe('a done')
})

test('closing commits what was submitted before and turns away what comes later', async () => {
  const { queue } = queueOf()
  const first = queue.submit(write('a'))
  await queue[Symbol.asyncDispose]()

  expect(await first).toBe('a done')
  await expect(queue.submit(write('b'))).rejects.toMatchObject({ code: 'unavailable' })
})
