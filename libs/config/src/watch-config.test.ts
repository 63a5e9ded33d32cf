import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { completeConfig } from './fixtures/complete-config.ts'
import { ConfigDirectory } from './fixtures/config-directory.ts'
import { loadConfig } from './load-config.ts'
import { watchConfig } from './watch-config.ts'

/** Watches as the authenticate service; `next()` gives what is reported, in order. */
async function watching(directory: ConfigDirectory, pollMs: number) {
  await directory.write({ 'config.yaml': completeConfig })
  const current = await loadConfig(directory.file, 'authenticate')
  const reports = new ReadableStream<string>({
    start(controller) {
      stream = controller
    },
  }).getReader()
  const watch = watchConfig({
    file: directory.file,
    service: 'authenticate',
    current,
    onChange: ({ sessionLifetimeMs, identityProviders: [provider] }) =>
      stream.enqueue(`${sessionLifetimeMs} ${provider?.clientSecret.reveal()}`),
    onProblems: ({ problems }) => stream.enqueue(problems.map(({ key, message }) => `${key}: ${message}`).join()),
    pollMs,
    debounceMs: 5,
  })
  return {
    next: async () => (await reports.read()).value,
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  }
}
let stream: ReadableStreamDefaultController<string>

const withLifetime = (lifetime: string): string =>
  completeConfig.replace('grant_key_file: keys', `grant_key_file: keys\n  session_lifetime: ${lifetime}`)

test('a change is delivered, whether written in place or renamed over the file', async () => {
  await using directory = await ConfigDirectory.create()
  await using watch = await watching(directory, 60_000)
  await directory.write({ 'config.yaml': withLifetime('1h') })
  expect(await watch.next()).toContain('3600000')
  await directory.replace('config.yaml', withLifetime('2h'))
  expect(await watch.next()).toContain('7200000')
})

test('problems are reported once, and the file is delivered again when they are mended', async () => {
  await using directory = await ConfigDirectory.create()
  await using watch = await watching(directory, 20)
  await directory.replace('config.yaml', withLifetime('soon'))
  expect(await watch.next()).toBe('authenticate.session_lifetime: expected a duration such as 30s, 5m or 14h')
  await directory.replace('config.yaml', withLifetime('later'))
  await setTimeout(150) // several polls, each of which finds the same problem
  await directory.replace('config.yaml', completeConfig)
  expect(await watch.next()).toContain('50400000')
})

test('a file that the configuration names is noticed by polling', async () => {
  await using directory = await ConfigDirectory.create()
  await directory.write({ secret: 'first' })
  await using watch = await watching(directory, 20)
  await directory.replace('config.yaml', completeConfig.replace(/client_secret: .*/, 'client_secret_file: secret'))
  expect(await watch.next()).toContain('first')
  await directory.write({ secret: 'second' })
  expect(await watch.next()).toContain('second')
})
