import { DatabrokerClient, type RunningSync, startSync } from '@sallyport/databroker-client'
import { type GrpcClient, openGrpcClient } from '@sallyport/grpc'
import { Secret, silentLogger } from '@sallyport/kernel'
import { createLocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import { type ChangeBatch, Mirror, type Version } from '@sallyport/records'
import { createDatabase } from '@sallyport/testkit-postgres'
import { newKeyRingFile } from '@sallyport/tokens'
import pg from 'pg'
import { databrokerConfig } from './databroker.fixture.ts'
import { type RunningDatabroker, startDatabroker } from './databroker.ts'

/** A mirror of the sessions, and all that it was ever told. */
export class Follower {
  readonly mirror = new Mirror({ types: ['session'] })
  readonly batches: ChangeBatch[] = []

  constructor() {
    this.mirror.onChange((batch) => this.batches.push(batch))
  }

  /** Resets after the first, which brings the state to begin with. */
  get laterResets(): number {
    return this.batches.slice(1).filter(({ reset }) => reset).length
  }

  follow(client: GrpcClient): RunningSync {
    return startSync({ mirror: this.mirror, client, log: silentLogger, reconnectAfterMs: () => 20 })
  }
}

/** One Postgres database, and databrokers on it that clients reach over mutual TLS. */
export async function openReplicas() {
  await using scope = new AsyncDisposableStack()
  const { url } = scope.use(await createDatabase())
  const authority = await createLocalServiceAuthority()
  const keyRing = newKeyRingFile()
  // In front of the databrokers' own connections: what stops and kills them.
  const postgres = scope.adopt(new pg.Client({ connectionString: url }), (opened) => opened.end())
  await postgres.connect()
  const owned = scope.move()
  return {
    postgres,
    /** On a free port, unless it takes the place of one that stopped. The caller's to dispose of. */
    async start(instance: string, port = 0): Promise<RunningDatabroker> {
      const identities = new MemoryIdentitySource(await authority.issueServiceIdentity('databroker', instance))
      const grpcAddress = { host: '127.0.0.1', port }
      const config = databrokerConfig({ grpcAddress, postgresUrl: new Secret(url), keyRing })
      return startDatabroker(config, { identities, log: silentLogger })
    },
    /** As authenticate. */
    async connect(...brokers: readonly RunningDatabroker[]): Promise<GrpcClient> {
      return owned.use(
        openGrpcClient({
          addresses: brokers.map(({ grpcPort }) => ({ host: '127.0.0.1', port: grpcPort })),
          identities: new MemoryIdentitySource(await authority.issueServiceIdentity('authenticate', 'a')),
          expectedService: 'databroker',
          log: silentLogger,
        }),
      )
    },
    async killBackends(): Promise<void> {
      await postgres.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sallyport-databroker' and datname = current_database()`,
      )
    },
    /** What is left after a failover to a standby that had seen nothing beyond `version`, with the epoch that its first connection opens. */
    async failOver(version: Version): Promise<void> {
      await postgres.query(`
        begin;
        update sallyport.meta set head = ${version}, fingerprint = 'that of the server before';
        delete from sallyport.records where version > ${version};
        select sallyport.check_epoch();
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sallyport-databroker' and datname = current_database();
        commit`)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export async function putSession(client: GrpcClient | DatabrokerClient, id: string): Promise<Version> {
  const records = client instanceof DatabrokerClient ? client : new DatabrokerClient(client)
  const result = await records.put({ type: 'session', id, data: {}, precondition: { mode: 'create' } })
  if (result.outcome !== 'stored') throw new Error(`${id} is answered with ${result.outcome}`)
  return result.version
}
