import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AppError } from '@sallyport/kernel'

const run = promisify(execFile)

export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Whom Postgres runs as: `undefined` is ourselves. It refuses to run as root, so root hands it to the account `postgres` or else `nobody`. */
export async function accountForPostgres(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name]))).catch(() => undefined)
    const [uid, gid] = ids?.map(({ stdout }) => Number(stdout)) ?? []
    if (uid && gid) return { uid, gid }
  }
  throw new AppError(
    'failed-precondition',
    'Postgres does not run as root, and this system has neither an account "postgres" nor "nobody" to run it as. Start as another user, or name a Postgres with --postgres-url',
  )
}

/** Whether the account can enter the folder, which asks the right of every folder above it, too. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  // `/bin/sh` stands where everybody reaches it; our own Node may be inside a closed home.
  return await run('/bin/sh', ['-c', 'test -x "$1/."', 'sh', folder], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  )
}
