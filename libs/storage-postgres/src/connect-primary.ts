import { Socket } from 'node:net'
import { AppError } from '@sallyport/kernel'
import pg from 'pg'
import { failureAsAppError } from './postgres-failure.ts'
import { type PostgresHost, type PostgresTarget, tlsOptions } from './postgres-target.ts'
import { PrimaryConnection } from './primary-connection.ts'

/** How long one host may take until the connection stands. */
const connectTimeoutMs = 5_000

export interface SessionTimeouts {
  /** After which the server gives a statement up by itself; less than the client's own deadline for it. */
  readonly statementMs: number
  readonly lockMs: number
}

export const servingTimeouts: SessionTimeouts = { statementMs: 8_000, lockMs: 4_000 }

/** Tries the hosts in turn and gives the first that is a primary. Throws `unavailable` when none is. */
export async function connectPrimary(
  target: PostgresTarget,
  timeouts: SessionTimeouts = servingTimeouts,
): Promise<PrimaryConnection> {
  const failures: unknown[] = []
  for (const host of target.hosts) {
    try {
      return await connectTo(host, target, timeouts)
    } catch (error) {
      if (error instanceof AppError && error.code === 'failed-precondition') throw error
      failures.push(error)
    }
  }
  const cause = new AggregateError(failures, 'what each host answered')
  throw new AppError('unavailable', 'no host of the record store is a primary that answers', { cause })
}

async function connectTo(
  host: PostgresHost,
  target: PostgresTarget,
  timeouts: SessionTimeouts,
): Promise<PrimaryConnection> {
  await using scope = new AsyncDisposableStack()
  const socket = scope.adopt(new Socket(), (opened) => void opened.destroy())
  const ssl = tlsOptions(host, target)
  const client = new pg.Client({
    host: host.host,
    port: host.port,
    user: target.user,
    // Never undefined: pg would go on to look for a password in the environment.
    password: target.password?.reveal() ?? '',
    database: target.database,
    application_name: 'sallyport-databroker',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    enableChannelBinding: ssl !== false,
    ssl,
    stream: () => socket,
  })
  const connection = scope.use(new PrimaryConnection(client, socket))
  try {
    await client.connect()
  } catch (error) {
    throw failureAsAppError(error)
  }
  await beginSession(connection, timeouts)
  scope.move()
  return connection
}

async function beginSession(connection: PrimaryConnection, { statementMs, lockMs }: SessionTimeouts): Promise<void> {
  const [row] = await connection.rows({ name: '', text: sessionSettings }, [String(statementMs), String(lockMs)], {
    deadlineMs: connectTimeoutMs,
  })
  const [isInRecovery, synchronousCommit] = row ?? []
  if (isInRecovery === 't') throw new AppError('unavailable', 'the server is a standby')
  // Anything less acknowledges a write that a crash takes back.
  if (synchronousCommit !== 'on' && synchronousCommit !== 'remote_apply')
    throw new AppError('failed-precondition', `synchronous_commit is ${synchronousCommit}: the store needs it on`)
}

// Every statement of the store walks one certain index, whatever its parameters; the planner must not think otherwise because a table was small when it last looked.
const sessionSettings = `
  select pg_is_in_recovery(), current_setting('synchronous_commit'),
    set_config('statement_timeout', $1, false),
    set_config('lock_timeout', $2, false),
    set_config('idle_in_transaction_session_timeout', '10s', false),
    set_config('client_connection_check_interval', '2s', false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('timezone', 'UTC', false),
    set_config('datestyle', 'ISO', false),
    set_config('plan_cache_mode', 'force_generic_plan', false),
    set_config('enable_seqscan', 'off', false),
    set_config('enable_bitmapscan', 'off', false),
    set_config('jit', 'off', false)`
