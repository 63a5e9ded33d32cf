import { once } from 'node:events'
import { createServer } from 'node:http'
import type { PostgresServer } from './postgres-server.ts'
import { sharedPostgresVariable } from './shared-postgres.ts'
import { startPostgres } from './start-postgres.ts'

/**
 * A vitest `globalSetup`: one Postgres for the whole run, started only once a test asks for it.
 * Test files run in processes of their own, so they ask over loopback; the path is a secret of this run.
 */
export default async function setUpSharedPostgres(): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | undefined
  const path = `/${crypto.randomUUID()}`
  const broker = createServer((request, response) => {
    if (request.url !== path) return void response.writeHead(404).end()
    starting ??= startPostgres()
    starting.then(
      ({ url, kind }) => response.end(JSON.stringify({ url, kind })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const address = broker.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has no port')
  process.env[sharedPostgresVariable] = `http://127.0.0.1:${address.port}${path}`

  return async () => {
    broker.close()
    broker.closeAllConnections()
    const started = await starting?.catch(() => undefined)
    await started?.[Symbol.asyncDispose]()
  }
}
