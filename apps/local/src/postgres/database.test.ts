import { expect, test } from 'vitest'
import { openStateFolder } from '../state/state-folder.ts'
import { openDatabase } from './database.ts'
import { databaseUrl, postgresChild } from './embedded-postgres.ts'
import { scratch, signal, start } from './postgres.fixture.ts'

const passwords = { postgresSuperuser: 'p4ss', postgres: 'own3r' }

test('a Postgres that the operator named is used as it is, and nothing is started', async () => {
  await using s = await scratch()
  const elsewhere = await s.postgres()
  await using _child = await start(postgresChild(elsewhere))
  const url = databaseUrl(elsewhere, 'postgres', 'p4ss')
  const database = await openDatabase(url, await openStateFolder(s.state), 1, passwords, signal)
  expect(database).toMatchObject({ url, children: [] })
})

test('one that does not answer stops the start, and its password is not shown', async () => {
  await using s = await scratch()
  const state = await openStateFolder(s.state)
  const opening = openDatabase('postgres://me:s3cret@127.0.0.1:1/db', state, 1, passwords, signal)
  await expect(opening).rejects.toThrow(/--postgres-url cannot be reached/)
  await expect(opening).rejects.not.toThrow(/s3cret/)
})
