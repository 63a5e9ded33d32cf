import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { signedIn } from './client/sign-in.ts'
import { addRoute, editConfiguration } from './installation/edit-configuration.ts'
import { freePorts } from './installation/free-ports.ts'
import { services } from './installation/installation.ts'
import { oneInstallation } from './installation/one-installation.ts'
import { processesWith } from './installation/processes.ts'
import { program, RunningProgram } from './installation/running-program.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 60_000 })

const installation = oneInstallation()

/** From writing the file to the whole being changed everywhere. A second is the promise on a machine that does nothing else. */
const soon = { limitMs: 3_000 }

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

test('a route is added, given another policy and removed while everything runs, and what is open elsewhere stays open', async () => {
  const { ports } = installation()
  using bob = await signedIn(installation(), 'bob')
  const pids = () => Promise.all(services.map((service) => installation().pidOf(service)))
  const before = await pids()
  const untouched = bob.webSocket(installation().url('whoami', '/ws'))
  await once(untouched, 'open')
  const url = installation().url('extra')
  const status = async (path = '/') => (await bob.request(new URL(path, url))).status

  await addRoute(installation(), 'extra', {
    to: `http://127.0.0.1:${ports.upstream}`,
    policy: [{ allow: { and: [{ domain: { is: 'example.com' } }] } }],
  })
  // Its certificate is made after the file was changed, so at first there is not even a handshake.
  await until('the new route asks for a session', async () => (await status()) === 401, soon)
  expect((await bob.visit(url)).status).toBe(200)
  const socket = bob.webSocket(new URL('/ws', url))
  await once(socket, 'open')
  const closed = once(socket, 'close')

  await editConfiguration(installation(), (document) =>
    document.setIn(['routes', 3, 'policy'], [{ allow: { and: [{ email: { is: 'alice@example.com' } }] } }]),
  )
  await until('bob is refused', async () => (await status()) === 403, soon)
  expect((await closed)[0]).toBe(1008)

  await editConfiguration(installation(), (document) => document.deleteIn(['routes', 3]))
  await until('the route is gone', async () => (await status()) === 404, soon)

  untouched.send('still open')
  expect(String((await once(untouched, 'message'))[0])).toBe('still open')
  untouched.terminate()
  expect(await pids()).toEqual(before)
})

test('a change that does not validate keeps the last good state, and says so in log, metric and status', async () => {
  using bob = await signedIn(installation(), 'bob')
  const metric = async () => {
    const { text = '' } = (await installation().admin('databroker', '/metrics')) ?? {}
    return /^sallyport_config_last_reload_success.* (\d)$/m.exec(text)?.[1]
  }
  expect(await metric()).toBe('1')
  const good = await readFile(installation().configFile, 'utf8')
  await editConfiguration(installation(), (document) => {
    document.deleteIn(['routes', 0])
    document.setIn(['routes', 0, 'polic'], [])
    document.setIn(['routes', 1, 'from'], 'not an address')
  })
  await until('the metric says so', async () => (await metric()) === '0', soon)
  const status = (await installation().admin('databroker', '/status'))?.text
  expect(status).toMatch(/config\.yaml:\d+:\d+: routes\[0\]\.polic: /)
  expect(status).toMatch(/config\.yaml:\d+:\d+: routes\[1\]\.from: /)
  expect(installation().program.output).toContain('configuration is not valid')
  expect((await bob.visit(installation().url('whoami'))).status).toBe(200)
  expect((await bob.visit(installation().url('public'))).status).toBe(200)
  expect((await installation().admin('databroker', '/readyz'))?.status).toBe(200)

  await writeFile(installation().configFile, good)
  await until('the metric is good again', async () => (await metric()) === '1', soon)
  expect((await installation().admin('databroker', '/status'))?.text).not.toContain('polic:')
})

test.each(services)(
  '%s with an invalid file names every mistake with its line and column, and ends with exit code 2',
  async (service) => {
    await using s = await scratch()
    const file = join(s.folder, 'config.yaml')
    const text = await readFile(installation().configFile, 'utf8')
    const broken = text
      .replace(/^authenticate_url:.*$/m, 'authenticate_url: http://plain.example.com')
      .replace(/^  - name: admin$/m, '  - nam: admin')
      .replace(new RegExp(`^${service}:$`, 'm'), `${service}:\n  identiti: 1`)
    await writeFile(file, broken)
    await using running = new RunningProgram(program(service), ['--config', file])
    expect(await running.ended).toBe(2)
    const lines = broken.split('\n')
    for (const mistake of ['plain.example.com', 'nam: admin', 'identiti: 1']) {
      const lineNumber = lines.findIndex((line) => line.includes(mistake)) + 1
      expect(running.output).toMatch(new RegExp(`config\\.yaml:${lineNumber}:\\d+: \\S`))
    }
  },
)

test('a start whose port is taken says which, by whom and what moves it, and leaves nothing running', async () => {
  await using s = await scratch()
  const first = await freePorts(12)
  const taken = createServer().listen(first, '127.0.0.1')
  await once(taken, 'listening')
  await using running = new RunningProgram(program('local'), ['--state', s.folder, '--port', `${first}`])
  expect(await running.ended).toBe(1)
  taken.close()
  expect(running.output).toContain('Sallyport did not start')
  expect(running.output).toMatch(new RegExp(`port ${first} \\(.*\\) is taken by .*${process.pid}`))
  expect(running.output).toContain('--port PORT')
  expect(await processesWith(s.folder)).toEqual([])
})

test('npm start with a broken configuration names the line and leaves nothing running', async () => {
  await using s = await scratch()
  await writeFile(join(s.folder, 'config.yaml'), 'authenticate_url: https://authenticate.localhost:8443\nroute: []\n')
  await using running = new RunningProgram(program('local'), ['--state', s.folder])
  expect(await running.ended).toBe(1)
  expect(running.output).toMatch(/config\.yaml:2:1: route/)
  expect(await processesWith(s.folder)).toEqual([])
})
