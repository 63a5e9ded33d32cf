export { createDatabase, type TestDatabase } from './create-database.ts'
export type { PostgresServer } from './postgres-server.ts'
export { sharedPostgres } from './shared-postgres.ts'
export { startPostgres } from './start-postgres.ts'
