import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@sallyport/kernel'

/** Where everything of one installation stands. */
export interface StateFolder {
  readonly path: string
  readonly config: string
  readonly cliContext: string
  /** The certificate to trust. */
  readonly authorityCertificate: string
  readonly certificates: string
  readonly compileCache: string
  readonly identities: string
  readonly logs: string
  readonly postgres: string
  readonly provider: string
  readonly secrets: string
  readonly lock: string
}

/** Makes the folder and those inside it, closed to other users. */
export async function openStateFolder(path: string): Promise<StateFolder> {
  const folder: StateFolder = {
    path,
    config: join(path, 'config.yaml'),
    cliContext: join(path, 'cli.yaml'),
    authorityCertificate: join(path, 'ca.pem'),
    certificates: join(path, 'certificates'),
    compileCache: join(path, 'compile-cache'),
    identities: join(path, 'identities'),
    logs: join(path, 'logs'),
    postgres: join(path, 'postgres'),
    provider: join(path, 'provider'),
    secrets: join(path, 'secrets'),
    lock: join(path, 'lock'),
  }
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await chmod(path, 0o700)
    const { certificates, compileCache, identities, logs, provider, secrets } = folder
    for (const inner of [certificates, compileCache, identities, logs, provider, secrets]) {
      await mkdir(inner, { recursive: true, mode: 0o700 })
    }
  } catch (cause) {
    throw new AppError('failed-precondition', `the folder ${path} cannot be written; --state names another`, { cause })
  }
  return folder
}
