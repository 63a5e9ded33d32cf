import { expect, test } from 'vitest'
import { startPostgres } from './start-postgres.ts'

test('a given server is used as it is', async () => {
  const url = 'postgres://tester@db.example/postgres'
  await using server = await startPostgres({ TEST_POSTGRES_URL: url })

  expect(server).toMatchObject({ url, kind: 'given' })
})
