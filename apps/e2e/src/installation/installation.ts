import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../until.ts'
import { freePorts } from './free-ports.ts'
import { processesWith } from './processes.ts'
import { program, RunningProgram } from './running-program.ts'

export const services = ['databroker', 'authenticate', 'authorize', 'proxy'] as const
export type Service = (typeof services)[number]

/** Where `npm start` listens here; `spare` are two ports for what a test adds. */
export interface InstallationPorts {
  readonly public: number
  readonly provider: number
  readonly upstream: number
  readonly admin: Record<Service, number>
  readonly spare: readonly [number, number]
}

/** What `npm start` runs, with a state folder and ports of its own. */
export class Installation implements AsyncDisposable {
  readonly folder: string
  readonly configFile: string
  readonly ports: InstallationPorts
  readonly #args: readonly string[]
  #program: RunningProgram

  private constructor(folder: string, first: number) {
    this.folder = folder
    this.configFile = join(folder, 'config.yaml')
    const [admin, internal] = [first + 4, first + 8]
    this.ports = {
      public: first,
      provider: first + 1,
      upstream: first + 2,
      admin: { proxy: admin, authorize: admin + 1, authenticate: admin + 2, databroker: admin + 3 },
      spare: [first + 12, first + 13],
    }
    this.#args = [
      ...[
        '--state',
        folder,
        '--port',
        `${first}`,
        '--provider-port',
        `${first + 1}`,
        '--upstream-port',
        `${first + 2}`,
      ],
      ...['--postgres-port', `${first + 3}`, '--admin-ports', `${admin}`, '--internal-ports', `${internal}`],
    ]
    this.#program = this.#spawn()
  }

  /** Starts one; it need not be ready yet, nor ever become so. */
  static async spawn(): Promise<Installation> {
    return new Installation(await mkdtemp(join(tmpdir(), 'sallyport-e2e-')), await freePorts(14))
  }

  /** Starts one and waits until everything is ready. */
  static async start(): Promise<Installation> {
    await using scope = new AsyncDisposableStack()
    const installation = scope.use(await Installation.spawn())
    await installation.untilReady()
    scope.move()
    return installation
  }

  get program(): RunningProgram {
    return this.#program
  }

  async untilReady(): Promise<void> {
    await this.#program.untilPrinted('Ctrl-C stops everything.')
  }

  /** `https://<name>.localhost:<port><path>`: one of the hosts of `npm start`, or one that a test has added to the configuration. */
  url(name: string, path = '/'): URL {
    return new URL(path, `https://${name}.localhost:${this.ports.public}`)
  }

  /** The certificate to trust. */
  async trusted(): Promise<string> {
    return await readFile(join(this.folder, 'ca.pem'), 'utf8')
  }

  /** What a service answers at its metrics and health address; `undefined` while it does not. */
  async admin(service: Service, path: string): Promise<{ readonly status: number; readonly text: string } | undefined> {
    const answer = await fetch(`http://127.0.0.1:${this.ports.admin[service]}${path}`).catch(() => undefined)
    return answer && { status: answer.status, text: await answer.text() }
  }

  async pidOf(child: Service | 'provider' | 'upstream'): Promise<number> {
    const program = child === 'provider' || child === 'upstream' ? `local/src/${child}` : `${child}/src`
    const [found] = await processesWith(`${program}/main.ts --`).then((all) =>
      all.filter(({ command }) => command.includes(this.folder)),
    )
    if (!found) throw new Error(`${child} does not run`)
    return found.pid
  }

  /** `kill -9`, and waits until another process stands in its place and is ready. */
  async killAndAwaitReturn(service: Service): Promise<void> {
    const before = await this.pidOf(service)
    process.kill(before, 'SIGKILL')
    await this.untilReadyAgain(service, before)
  }

  async untilReadyAgain(service: Service, before: number): Promise<void> {
    await until(`${service} is back`, async () => {
      if ((await this.pidOf(service)) === before) return false
      return (await this.admin(service, '/readyz'))?.status === 200
    })
  }

  /** Ctrl-C, and `npm start` again. */
  async restart(): Promise<void> {
    await this.#program[Symbol.asyncDispose]()
    this.start()
    await this.untilReady()
  }

  /** Starts it again after it has ended. */
  start(): void {
    this.#program = this.#spawn()
  }

  /** What it printed and the ends of its logs, for a test that failed. */
  async lastWords(): Promise<string> {
    const folder = join(this.folder, 'logs')
    const names = await readdir(folder).catch(() => [])
    const ends = names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return `--- ${name}\n${text.split('\n').slice(-25).join('\n')}`
    })
    return [`--- npm start\n${this.#program.output}`, ...(await Promise.all(ends))].join('\n')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]()
    await until('nothing of it runs', async () => (await processesWith(this.folder)).length === 0)
    await rm(this.folder, { recursive: true, force: true })
  }

  #spawn(): RunningProgram {
    return new RunningProgram(program('local'), this.#args)
  }
}
