import { sleep } from '@sallyport/kernel'
import { expect, test, vi } from 'vitest'
import { Browser } from './client/browser.ts'
import { signedIn, signIn } from './client/sign-in.ts'
import { holdDown } from './installation/hold-down.ts'
import { services } from './installation/installation.ts'
import { oneInstallation } from './installation/one-installation.ts'
import { processesWith } from './installation/processes.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 60_000 })

const installation = oneInstallation()

async function newBrowser(): Promise<Browser> {
  return new Browser(await installation().trusted())
}

const unreachable = 'unreachable'

/** What a script with the browser's cookies gets at whoami, asking again and again: each different answer once. */
function watch(browser: Browser) {
  const seen = new Set<number | string>()
  const stop = new AbortController()
  const watching = (async () => {
    while (!stop.signal.aborted) {
      seen.add(
        await browser.request(installation().url('whoami')).then(
          ({ status }) => status,
          () => unreachable,
        ),
      )
      await sleep(20)
    }
  })()
  return {
    seen: async () => {
      stop.abort()
      await watching
      return [...seen].sort((a, b) => (a < b ? -1 : 1))
    },
  }
}

test.each(services)(
  'kill -9 of %s: it comes back, nobody is signed out, and nobody gets in who should not',
  async (service) => {
    using bob = await signedIn(installation(), 'bob')
    using mallory = await signedIn(installation(), 'mallory')
    using stranger = await newBrowser()
    const answers = { bob: watch(bob), mallory: watch(mallory), stranger: watch(stranger) }
    await installation().killAndAwaitReturn(service)
    await sleep(500) // The others find it again; what they answer meanwhile is watched too.
    expect([200, 503, unreachable]).toEqual(expect.arrayContaining(await answers.bob.seen()))
    expect([403, 503, unreachable]).toEqual(expect.arrayContaining(await answers.mallory.seen()))
    expect([401, 503, unreachable]).toEqual(expect.arrayContaining(await answers.stranger.seen()))
    await until('bob is let in', async () => (await bob.request(installation().url('whoami'))).status === 200)
    using alice = await newBrowser()
    await signIn(alice, installation().url('whoami'), 'alice')
    await until('alice is let in', async () => (await alice.request(installation().url('whoami'))).status === 200)
  },
)

test('while databroker is down sessions go on from the mirrors, and a new sign-in gets 503 with Retry-After and works once it is back', async () => {
  using bob = await signedIn(installation(), 'bob')
  using alice = await newBrowser()
  const down = await holdDown(installation(), 'databroker')
  const form = await alice.visit(installation().url('whoami', '/later'))
  expect(form.url.port).toBe(`${installation().ports.provider}`)
  const refused = await alice.submit(form, { email: 'alice@example.com' })
  expect([refused.status, refused.url.host]).toEqual([503, installation().url('authenticate').host])
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  // Bob had not been to /never-asked: it is decided anew, by authorize.
  for (const path of ['/', '/never-asked']) {
    const page = await bob.visit(installation().url('whoami', path))
    expect([page.status, page.hops.length]).toEqual([200, 1])
  }
  expect((await bob.visit(installation().url('public'))).status).toBe(200)
  await down[Symbol.asyncDispose]()
  // As a person would reload: the page that is shown, once and again until the services have found each other.
  let shown = refused
  await until('a reload works', async () => {
    shown = await alice.visit(shown.url)
    return shown.status === 200
  })
  expect(shown.url.href).toBe(installation().url('whoami', '/later').href)
})

test('kill -9 of npm start leaves nothing running, and the next start finds the sessions', async () => {
  using bob = await signedIn(installation(), 'bob')
  const { program, folder } = installation()
  program.kill('SIGKILL')
  expect(await program.ended).toBe('SIGKILL')
  await until('nothing of it runs', async () => (await processesWith(folder)).length === 0, { limitMs: 10_000 })
  installation().start()
  await installation().untilReady()
  const page = await bob.visit(installation().url('whoami'))
  expect([page.status, page.hops.length]).toEqual([200, 1])
})
