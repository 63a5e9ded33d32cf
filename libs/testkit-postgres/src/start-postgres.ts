import { containerPostgres } from './container-postgres.ts'
import { embeddedPostgres } from './embedded-postgres.ts'
import { givenPostgres } from './given-postgres.ts'
import type { PostgresOptions, PostgresServer, PostgresSource } from './postgres-server.ts'

const sources: readonly PostgresSource[] = [givenPostgres, containerPostgres, embeddedPostgres]

export interface StartOptions extends PostgresOptions {
  /** Told which Postgres it is. */
  readonly say?: (text: string) => void
}

/** Starts a Postgres by the first way that exists here: given, in a container, embedded. Says which one it took, on stdout unless told how. */
export async function startPostgres(
  environment: NodeJS.ProcessEnv = process.env,
  { say = (text) => void process.stdout.write(`tests use ${text}\n`), ...options }: StartOptions = {},
): Promise<PostgresServer> {
  for (const source of sources) {
    const server = await source(environment, options)
    if (server) {
      say(description[server.kind])
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
