import { ConfigProblems } from '@sallyport/config'
import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { type RunningService, runService, type ServiceProgram } from './run-service.ts'

function capture() {
  const written = { out: '', err: '' }
  return {
    written,
    terminal: { out: (text: string) => void (written.out += text), err: (text: string) => void (written.err += text) },
  }
}

function program(start: ServiceProgram['start']): ServiceProgram {
  return { name: 'example', description: 'An example.', start }
}

const neverStarts = program(() => Promise.reject(new Error('must not be started')))

test('a service runs until the signal and is then disposed', async () => {
  const shutdown = new AbortController()
  const events: string[] = []
  const running: RunningService = {
    addresses: {},
    async [Symbol.asyncDispose]() {
      events.push('disposed')
    },
  }
  const exit = runService(
    program(async (file) => {
      events.push(`started with ${file}`)
      queueMicrotask(() => shutdown.abort())
      return running
    }),
    ['--config', 'c.yaml'],
    shutdown.signal,
    capture().terminal,
  )
  expect(await exit).toBe(0)
  expect(events).toEqual(['started with c.yaml', 'disposed'])
})

test('every configuration problem is on standard error, and the exit code is 2', async () => {
  const { written, terminal } = capture()
  const problems = new ConfigProblems([
    { file: 'c.yaml', line: 3, column: 5, key: 'routes[0].from', message: 'expected an https URL' },
    { file: 'c.yaml', line: 9, column: 1, key: 'prooxy', message: 'unknown key' },
  ])
  const exit = await runService(
    program(() => Promise.reject(problems)),
    ['--config', 'c.yaml'],
    new AbortController().signal,
    terminal,
  )
  expect(exit).toBe(2)
  expect(written.err).toContain('c.yaml:3:5: routes[0].from: expected an https URL')
  expect(written.err).toContain('c.yaml:9:1: prooxy: unknown key')
})

test('a service that cannot start says why in a line and exits with 1', async () => {
  const { written, terminal } = capture()
  const start = () => Promise.reject(new AppError('unavailable', 'cannot listen on 127.0.0.1:9901'))
  expect(await runService(program(start), ['--config', 'c'], new AbortController().signal, terminal)).toBe(1)
  expect(written.err).toBe('example: cannot listen on 127.0.0.1:9901\n')
})

test('a bug is not dressed up', async () => {
  const start = () => Promise.reject(new TypeError('x is undefined'))
  await expect(
    runService(program(start), ['--config', 'c'], new AbortController().signal, capture().terminal),
  ).rejects.toThrow(TypeError)
})

test('a start that is interrupted is an orderly stop', async () => {
  const shutdown = new AbortController()
  const start = () => {
    shutdown.abort()
    return Promise.reject(new AppError('cancelled', 'stopped'))
  }
  expect(await runService(program(start), ['--config', 'c'], shutdown.signal, capture().terminal)).toBe(0)
})

test('a stop that fails is not passed over', async () => {
  const shutdown = new AbortController()
  const start = async (): Promise<RunningService> => ({
    addresses: {},
    async [Symbol.asyncDispose]() {
      throw new TypeError('pool is undefined')
    },
  })
  const exit = runService(program(start), ['--config', 'c'], shutdown.signal, capture().terminal)
  shutdown.abort()
  await expect(exit).rejects.toThrow('pool is undefined')
})

test.each([[[]], [['--confg', 'x']], [['extra']]])(
  'wrong arguments %j exit with 2 and show the usage',
  async (args) => {
    const { written, terminal } = capture()
    expect(await runService(neverStarts, args, new AbortController().signal, terminal)).toBe(2)
    expect(written.err).toContain('Usage: example --config FILE')
  },
)

test('help is on standard output', async () => {
  const { written, terminal } = capture()
  expect(await runService(neverStarts, ['--help'], new AbortController().signal, terminal)).toBe(0)
  expect(written.out).toContain('Usage: example --config FILE')
})
