import type { PostgresServer } from './postgres-server.ts'

/** The server named by `TEST_POSTGRES_URL`. It is somebody else's: it is never stopped. */
export async function givenPostgres(environment: NodeJS.ProcessEnv): Promise<PostgresServer | undefined> {
  const url = environment['TEST_POSTGRES_URL']
  if (!url) return undefined
  return { kind: 'given', url, [Symbol.asyncDispose]: async () => {} }
}
