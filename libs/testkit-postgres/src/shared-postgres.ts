import type { PostgresServer } from './postgres-server.ts'
import { startPostgres } from './start-postgres.ts'

/** Where the run's `globalSetup` says how to ask for the shared server. */
export const sharedPostgresVariable = 'SALLYPORT_SHARED_POSTGRES'

/**
 * The one server of this vitest run, started by whoever asks first; disposing of this handle leaves it to the others.
 * Without the global setup it is a server of the caller's own.
 */
export async function sharedPostgres(environment: NodeJS.ProcessEnv = process.env): Promise<PostgresServer> {
  const broker = environment[sharedPostgresVariable]
  if (!broker) return await startPostgres(environment)
  const response = await fetch(broker)
  if (!response.ok) throw new Error(`no shared Postgres: ${await response.text()}`)
  const { url, kind } = parseServer(await response.json())
  return { url, kind, [Symbol.asyncDispose]: async () => {} }
}

function parseServer(value: unknown): Pick<PostgresServer, 'url' | 'kind'> {
  const { url, kind } = value as Record<string, unknown>
  if (typeof url !== 'string' || (kind !== 'given' && kind !== 'container' && kind !== 'embedded'))
    throw new Error('the shared Postgres was described in a shape that is not understood')
  return { url, kind }
}
