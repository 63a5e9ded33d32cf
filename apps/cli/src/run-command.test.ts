import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import { Scratch } from './scratch.fixture.ts'

async function run(scratch: Scratch, ...args: readonly string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const exitCode = await runCommand({
    args,
    workingFolder: scratch.path,
    machine: scratch.machine({ isAdministrator: true }),
    stdin: stdin.end(),
    stdout,
    stderr,
    signal: new AbortController().signal,
  })
  return { exitCode, out: await text(stdout.end()), err: await text(stderr.end()) }
}

async function withSystemStore(): Promise<Scratch> {
  const scratch = await Scratch.create()
  await scratch.installation()
  await mkdir(join(scratch.path, 'usr/local/share/ca-certificates'), { recursive: true })
  await scratch.program('usr/sbin/update-ca-certificates')
  return scratch
}

test('trust and untrust with --yes change the stores, and a second time find nothing to do', async () => {
  await using scratch = await withSystemStore()
  for (const change of ['trust', 'untrust']) {
    expect(await run(scratch, 'local', change, '--yes')).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('done      the system'),
    })
    expect(await run(scratch, 'local', change, '-y')).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Nothing to do'),
    })
  }
})

test('without a terminal and without --yes nothing is changed, and the exit code says wrong use', async () => {
  await using scratch = await withSystemStore()
  const { exitCode, err } = await run(scratch, 'local', 'trust')
  expect(exitCode).toBe(2)
  expect(err).toContain('--yes')
  expect((await run(scratch, 'local', 'untrust', '--yes')).out).toContain('no store has it')
})

test('a checkout that was never started is an error that says so', async () => {
  await using scratch = await Scratch.create()
  const { exitCode, err } = await run(scratch, 'local', 'trust', '--yes')
  expect(exitCode).toBe(1)
  expect(err).toContain('run npm start')
})

test('what could not be done ends with 1', async () => {
  await using scratch = await Scratch.create()
  await scratch.installation('state')
  expect((await run(scratch, 'local', 'trust', '--yes', '--state', 'state')).exitCode).toBe(1)
})

test.each([[], ['local'], ['local', 'trusted'], ['local', 'trust', '--force'], ['local', 'trust', 'now']])(
  'wrong use ends with 2 and a word of help: %j',
  async (...args) => {
    await using scratch = await Scratch.create()
    const { exitCode, out, err } = await run(scratch, ...args)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toMatch(/--help/)
  },
)

test.each([['--help'], ['local', '--help'], ['local', 'trust', '--help'], ['help', 'local']])(
  'help is no error: %j',
  async (...args) => {
    await using scratch = await Scratch.create()
    expect(await run(scratch, ...args)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Usage: sallyport'),
      err: '',
    })
  },
)
