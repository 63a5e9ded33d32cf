import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@sallyport/kernel'
import { newKeyRingFile } from '@sallyport/tokens'
import { keptSecret, randomPassword } from './kept-secret.ts'
import type { StateFolder } from './state-folder.ts'

/** The passwords of one installation. */
export interface Passwords {
  readonly postgresSuperuser: string
  readonly postgres: string
}

/**
 * The keys and passwords of the installation: made on its first start and kept.
 * With records there already, a key that is missing is an error: a new one made in silence could open none of them.
 */
export async function keepKeys({ secrets, postgres, path }: StateFolder): Promise<Passwords> {
  const names = ['broker-key', 'grant-key', 'postgres-superuser-password', 'postgres-password']
  const missing = names.filter((name) => !existsSync(join(secrets, name)))
  if (missing.length > 0 && existsSync(postgres)) {
    throw new AppError(
      'failed-precondition',
      `${missing.map((name) => join(secrets, name)).join(' and ')} is missing, and the records in ${postgres} were written with it: put it back, or remove ${path} to begin anew`,
    )
  }
  for (const name of ['broker-key', 'grant-key']) await keptSecret(join(secrets, name), () => newKeyRingFile().reveal())
  await keptSecret(join(secrets, 'provider-client-secret'), randomPassword)
  return {
    postgresSuperuser: await keptSecret(join(secrets, 'postgres-superuser-password'), randomPassword),
    postgres: await keptSecret(join(secrets, 'postgres-password'), randomPassword),
  }
}
