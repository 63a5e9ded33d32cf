import type { PostgresServer } from './postgres-server.ts'

/**
 * A container, where a Docker engine answers; its image is `SALLYPORT_TEST_POSTGRES_IMAGE`.
 * In CI with `SALLYPORT_REQUIRE_DOCKER=1` a missing engine is a failure, so that a broken runner is not covered up by another server.
 */
export async function containerPostgres(environment: NodeJS.ProcessEnv): Promise<PostgresServer | undefined> {
  // Both packages take a third of a second to load, which a run without Docker should not pay before it must.
  const { getContainerRuntimeClient } = await import('testcontainers')
  try {
    await getContainerRuntimeClient()
  } catch (error) {
    if (environment['CI'] && environment['SALLYPORT_REQUIRE_DOCKER'] === '1')
      throw new Error('SALLYPORT_REQUIRE_DOCKER=1, but no Docker engine answers', { cause: error })
    return undefined
  }
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
  const image = environment['SALLYPORT_TEST_POSTGRES_IMAGE'] ?? 'postgres:18-alpine'
  const container = await new PostgreSqlContainer(image).withCommand(['postgres', '-c', 'max_connections=200']).start()
  return {
    kind: 'container',
    url: container.getConnectionUri(),
    [Symbol.asyncDispose]: async () => {
      await container.stop()
    },
  }
}
