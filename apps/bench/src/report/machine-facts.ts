import { availableParallelism, cpus, loadavg } from 'node:os'
import pg from 'pg'
import type { MachineFacts } from './report.ts'

/** What figures depend on. To be asked before the run makes a load of its own. */
export function machineFacts(): Omit<MachineFacts, 'postgres'> {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'an unknown processor',
    node: process.versions.node,
    loadBefore: loadavg()[0] ?? 0,
  }
}

export async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ readonly server_version: string }>('show server_version')
    return rows[0]?.server_version ?? 'unknown'
  } finally {
    await client.end()
  }
}
