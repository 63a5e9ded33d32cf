/** A Postgres that tests may use. Disposing of it stops it, unless it was given. */
export interface PostgresServer extends AsyncDisposable {
  /** A connection URL of a role that may create databases. */
  readonly url: string
  readonly kind: 'given' | 'container' | 'embedded'
}

export interface PostgresOptions {
  /** Whether a commit waits for the disk, as in production. Tests do not: the data goes with the run. */
  readonly isDurable?: boolean
}

/** One way to come by a server; `undefined` means that this way does not exist here, a throw that it was tried and failed. */
export type PostgresSource = (
  environment: NodeJS.ProcessEnv,
  options: PostgresOptions,
) => Promise<PostgresServer | undefined>
