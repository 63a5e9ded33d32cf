import { expect, test } from 'vitest'
import { ConnectionPool, type PooledConnection } from './connection-pool.ts'

class FakeConnection implements PooledConnection {
  isLost = false
  isClosed = false
  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true
  }
}

function poolOf(maxConnections: number): {
  pool: ConnectionPool<FakeConnection>
  opened: FakeConnection[]
} {
  const opened: FakeConnection[] = []
  const connect = async (): Promise<FakeConnection> => {
    const connection = new FakeConnection()
    opened.push(connection)
    return connection
  }
  return { pool: new ConnectionPool({ connect, maxConnections, waitMs: 50 }), opened }
}

test('a connection is lent to one at a time and used again', async () => {
  const { pool, opened } = poolOf(2)
  await using _pool = pool
  let inUse = 0
  const uses = Array.from({ length: 10 }, () =>
    pool.use(async () => {
      inUse += 1
      expect(inUse).toBeLessThanOrEqual(2)
      await new Promise(setImmediate)
      inUse -= 1
    }),
  )
  await Promise.all(uses)

  expect(opened).toHaveLength(2)
})

test('a lost connection is not lent again, whether it was lost in use or idle', async () => {
  const { pool, opened } = poolOf(1)
  await using _pool = pool
  await pool.use(async (connection) => {
    connection.isLost = true
  })
  await pool.use(async (connection) => expect(connection).toBe(opened[1]))
  for (const connection of opened) connection.isLost = true

  await pool.use(async (connection) => expect(connection).toBe(opened[2]))
})

test('whoever waits too long for a connection is told that the store is busy; the next is served', async () => {
  const { pool } = poolOf(1)
  await using _pool = pool
  const release = Promise.withResolvers<void>()
  const first = pool.use(() => release.promise)

  await expect(pool.use(async () => {})).rejects.toMatchObject({ code: 'unavailable' })
  const waiting = pool.use(async () => 'served')
  release.resolve()
  await first
  expect(await waiting).toBe('served')
})

test('a failed connect makes room for whoever waits', async () => {
  const answers: (() => Promise<FakeConnection>)[] = [
    () => new Promise((_, reject) => setImmediate(reject, new Error('refused'))),
    async () => new FakeConnection(),
  ]
  await using pool = new ConnectionPool({
    connect: () => answers.shift()?.() ?? Promise.reject(new Error('no more')),
    maxConnections: 1,
    waitMs: 1_000,
  })
  const first = pool.use(async () => {})
  const second = pool.use(async () => 'served')

  await expect(first).rejects.toThrow('refused')
  expect(await second).toBe('served')
})

test('closing waits for what is being done, closes every connection, and turns away who comes later', async () => {
  const { pool, opened } = poolOf(1)
  const release = Promise.withResolvers<string>()
  const work = pool.use(() => release.promise)
  await new Promise(setImmediate)
  const closing = pool[Symbol.asyncDispose]()
  expect(opened[0]?.isClosed).toBe(false)
  release.resolve('done')

  expect(await work).toBe('done')
  await closing
  expect(opened[0]?.isClosed).toBe(true)
  await expect(pool.use(async () => {})).rejects.toMatchObject({ code: 'unavailable' })
})
