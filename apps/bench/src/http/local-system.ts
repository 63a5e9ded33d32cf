import { chmod, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProcess } from '../processes/find-process.ts'
import { freePortRange } from '../processes/free-ports.ts'
import { ServiceProcess } from '../processes/service-process.ts'

const apps = join(import.meta.dirname, '..', '..', '..')
const portFlags = ['port', 'provider-port', 'upstream-port', 'postgres-port', 'admin-ports', 'internal-ports']

/** The whole system, as `npm start` runs it, with a state and ports of its own. */
export interface LocalSystem extends AsyncDisposable {
  /** What signed its certificates, as PEM. */
  readonly ca: string
  readonly publicPort: number
  pidOf(service: 'proxy' | 'authorize' | 'authenticate' | 'databroker'): Promise<number>
  /** Adds routes to the running system; they are JSON of `routes:` entries. */
  addRoutes(routes: readonly object[]): Promise<void>
}

export async function startLocalSystem(): Promise<LocalSystem> {
  await using scope = new AsyncDisposableStack()
  const { path: folder } = scope.use(await mkdtempDisposable(join(tmpdir(), 'sallyport-bench-')))
  await chmod(folder, 0o755) // Started by root, Postgres runs as another user, who must reach its data.
  const state = join(folder, 'state')
  const first = await freePortRange(12)
  const ports = portFlags.flatMap((flag, index) => [
    `--${flag}`,
    // Admin ports are four in a row.
    String(first + (flag === 'internal-ports' ? 8 : index)),
  ])
  scope.use(
    await ServiceProcess.start({
      program: join(apps, 'local', 'src', 'main.ts'),
      args: ['--state', state, ...ports],
      isReady: (line) => line.includes('Ctrl-C stops everything'),
      readyWithinMs: 60_000,
    }),
  )
  const config = join(state, 'config.yaml')
  const ca = await readFile(join(state, 'ca.pem'), 'utf8')
  const owned = scope.move()
  return {
    ca,
    publicPort: first,
    pidOf: (service) => findProcess([join(apps, service, 'src', 'main.ts'), config]),
    addRoutes: async (routes) => {
      const lines = routes.map((route) => `  - ${JSON.stringify(route)}\n`).join('')
      const text = await readFile(config, 'utf8')
      await writeFile(config, text.replace('routes:\n', `routes:\n${lines}`))
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
