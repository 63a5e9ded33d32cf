import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { services } from './certificates/service-identities.ts'

// Stands in for a service: it is ready on its admin port, and ends with the pipe from its parent.
const standIn = `
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
const service = import.meta.url.split('/').at(-3)
const text = readFileSync(process.argv[3], 'utf8')
const port = new RegExp('^' + service + ':[^]*?admin_address: 127.0.0.1:(\\\\d+)', 'm').exec(text)[1]
createServer((request, response) => response.end('ready')).listen(Number(port), '127.0.0.1')
process.stdin.on('close', () => process.exit()).resume()
process.on('SIGTERM', () => process.exit())
`

// What main.ts does, for a root of the test's own.
const command = `
const { runCommand } = await import(${JSON.stringify(join(import.meta.dirname, 'run-command.ts'))})
const { stopSignals } = await import(${JSON.stringify(join(import.meta.dirname, 'stop-signals.ts'))})
const { stop, kill } = stopSignals(process)
const { stdout, stderr, env: environment, argv: [, root, ...args] } = process
process.exitCode = await runCommand({ args, environment, root, stdout, stderr, stop, kill })
`

// Each of these starts a Postgres and seven processes of Node.
vi.setConfig({ testTimeout: 60_000 })

async function scratch() {
  const root = await mkdtemp(join(tmpdir(), 'sallyport-'))
  await chmod(root, 0o755) // So that Postgres stays in there if root runs this.
  for (const service of services) {
    await mkdir(join(root, 'apps', service, 'src'), { recursive: true })
    await writeFile(join(root, 'apps', service, 'src', 'main.ts'), standIn)
  }
  const first = await freeRange()
  const flags = ['port', 'provider-port', 'upstream-port', 'postgres-port', 'admin-ports', 'internal-ports']
  const args = flags.flatMap((flag, index) => [`--${flag}`, String(first + (flag === 'internal-ports' ? 8 : index))])
  const run = (...more: string[]) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', command, '--', root, ...args, ...more], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_lifecycle_event: undefined },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
      })
    }
    const exited = once(child, 'exit')
    return {
      child,
      output: () => output,
      exited,
      until: async (text: string) => {
        while (!output.includes(text)) {
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(`it ended before "${text}":\n${output}`)
          await delay(20)
        }
      },
    }
  }
  const alive = async (): Promise<string[]> => {
    const { stdout } = spawn('ps', ['-eo', 'pid,args', '-ww'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let listed = ''
    for await (const chunk of stdout) listed += chunk
    return listed.split('\n').filter((line) => line.includes(root))
  }
  return { root, first, run, alive, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}

async function freeRange(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000)
    const taken = await Promise.all(Array.from({ length: 12 }, (_, offset) => isTaken(first + offset)))
    if (!taken.includes(true)) return first
  }
}

async function isTaken(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return false
  } catch {
    return true
  } finally {
    server.close()
  }
}

test('it starts in order, says where everything is, and stops in the reverse order', async () => {
  await using s = await scratch()
  const run = s.run()
  await run.until('Ctrl-C stops everything')
  expect(run.output()).toContain(`https://whoami.localhost:${s.first}  any signed-in user of example.com`)
  expect(run.output()).toContain(`curl --cacert .sallyport/ca.pem https://public.localhost:${s.first}/`)
  run.child.kill('SIGINT')
  expect(await run.exited).toEqual([0, null])
  const phases = [...run.output().matchAll(/(\w+) (ready|stopped) in/g)].map(([, name, what]) => `${name} ${what}`)
  expect(phases.indexOf('postgres ready')).toBeLessThan(phases.indexOf('databroker ready'))
  expect(phases.indexOf('databroker ready')).toBeLessThan(phases.indexOf('authorize ready'))
  expect(phases.slice(phases.indexOf('proxy ready') + 1)).toMatchObject({ 1: 'proxy stopped', 4: 'databroker stopped' })
  expect(phases.at(-1)).toBe('postgres stopped')
  expect(await s.alive()).toEqual([])
})

test('killed outright it leaves nothing running, and the next start works', async () => {
  await using s = await scratch()
  const killed = s.run()
  await killed.until('Ctrl-C stops everything')
  killed.child.kill('SIGKILL')
  await killed.exited
  const next = s.run()
  await next.until('Ctrl-C stops everything')
  next.child.kill('SIGKILL')
  for (let i = 0; i < 200 && (await s.alive()).length > 0; i += 1) await delay(50)
  expect(await s.alive()).toEqual([])
})

test('a start that fails says what to do and leaves nothing running', async () => {
  await using s = await scratch()
  await writeFile(join(s.root, 'apps', 'authorize', 'src', 'main.ts'), `throw new Error('no policy')`)
  const run = s.run()
  expect(await run.exited).toEqual([1, null])
  expect(run.output()).toContain('Sallyport did not start')
  expect(run.output()).toContain('authorize ended while starting (exit code 1)')
  expect(run.output()).toContain('no policy')
  expect(await s.alive()).toEqual([])
})

test('a second one from the same folder is refused, and the first goes on', async () => {
  await using s = await scratch()
  const first = s.run()
  await first.until('Ctrl-C stops everything')
  const second = s.run()
  expect(await second.exited).toEqual([1, null])
  expect(second.output()).toContain(`it runs already, as process ${first.child.pid}`)
  first.child.kill('SIGTERM')
  expect(await first.exited).toEqual([0, null])
})

test('a taken port stops it before anything starts', async () => {
  await using s = await scratch()
  const other = createServer().listen(s.first + 1, '127.0.0.1')
  await once(other, 'listening')
  const run = s.run()
  expect(await run.exited).toEqual([1, null])
  other.close()
  expect(run.output()).toContain(`port ${s.first + 1} (the identity provider) is taken by`)
  expect(run.output()).toContain('--provider-port PORT or SALLYPORT_PROVIDER_PORT moves it')
  expect(run.output()).not.toContain('ready')
})

test('a mistake in the configuration is shown with its line before anything starts', async () => {
  await using s = await scratch()
  await s.run('--port', 'x').exited
  const first = s.run()
  await first.until('postgres ready')
  first.child.kill('SIGINT')
  await first.exited
  const file = join(s.root, '.sallyport', 'config.yaml')
  await writeFile(file, `${await readFile(file, 'utf8')}\nroute: []\n`)
  const second = s.run()
  expect(await second.exited).toEqual([1, null])
  expect(second.output()).toMatch(/config\.yaml:\d+:\d+: route/)
})

test('a second Ctrl-C ends everything at once', async () => {
  await using s = await scratch()
  await writeFile(
    join(s.root, 'apps', 'proxy', 'src', 'main.ts'),
    standIn.replace("process.on('SIGTERM', () => process.exit())", "process.on('SIGTERM', () => {})"),
  )
  const run = s.run()
  await run.until('Ctrl-C stops everything')
  run.child.kill('SIGINT')
  await delay(100)
  run.child.kill('SIGINT') // The same key press, passed on by npm.
  await delay(500)
  expect((await s.alive()).join('\n')).toContain('proxy')
  run.child.kill('SIGINT')
  await run.exited
  expect(await s.alive()).toEqual([])
})
