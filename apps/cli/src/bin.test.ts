import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { installedProgram } from './installed-program.fixture.ts'
import { Scratch } from './scratch.fixture.ts'

const bin = join(import.meta.dirname, '../bin/sallyport.mjs')
const asOldNode = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
)}`

/** Runs the command with a home folder of its own, whatever the account. */
async function sallyport(scratch: Scratch, nodeFlags: readonly string[], ...args: readonly string[]) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: join(scratch.path, 'home') }
  const running = promisify(execFile)(process.execPath, [...nodeFlags, bin, ...args], { cwd: scratch.path, env })
  running.child.stdin?.end()
  return await running.then(
    ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ exitCode: Number(code), stdout: String(stdout), stderr: String(stderr) }),
  )
}

test.each([
  ['this Node', []],
  ['an old Node, through the one that is installed', ['--import', asOldNode]],
])('the command runs under %s, and hands its exit code on', async (_, nodeFlags) => {
  await using scratch = await Scratch.create()
  expect(await sallyport(scratch, nodeFlags, '--help')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Usage: sallyport'),
  })
  expect(await sallyport(scratch, nodeFlags, 'local', 'trust')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--yes'),
  })
})

test("trust reaches a browser's database and untrust takes it out again", async ({ skip }) => {
  await installedProgram(skip, 'certutil')
  await using scratch = await Scratch.create()
  await scratch.installation()
  await scratch.write('home/.pki/nssdb/empty', '')
  const change = (verb: string) => sallyport(scratch, [], 'local', verb, '--yes', '--no-system')
  const database = join(scratch.path, 'home/.pki/nssdb')
  expect(await change('trust')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(new RegExp(`done .*${database}`)),
  })
  expect(existsSync(join(database, 'cert9.db'))).toBe(true)
  expect(await change('trust')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') })
  expect(await change('untrust')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('done') })
  expect(await change('untrust')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') })
})
