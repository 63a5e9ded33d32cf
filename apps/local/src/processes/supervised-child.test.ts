import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Terminal } from '../terminal.ts'
import { type ChildSpec, SupervisedChild } from './supervised-child.ts'

const untilStdinCloses = `process.stdin.on('close', () => process.exit(0)).resume(); process.on('SIGTERM', () => process.exit(0));`

async function scratch(script: string, over: Partial<ChildSpec> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  const said: string[] = []
  const terminal: Terminal = { step: (t) => said.push(t), warn: (t) => said.push(t), print: (t) => said.push(t) }
  const logFile = join(folder, 'child.log')
  const spec: ChildSpec = {
    name: 'stand-in',
    command: process.execPath,
    args: ['-e', script],
    env: process.env,
    logFile,
    isReady: async () => (await readFile(logFile, 'utf8')).includes('up'),
    readyWithinMs: 5_000,
    stopWithinMs: 1_000,
    ...over,
  }
  return { spec, terminal, said, logFile, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

async function start({ spec, terminal }: { spec: ChildSpec; terminal: Terminal }): Promise<SupervisedChild> {
  const child = new SupervisedChild(spec, terminal)
  await child.start(AbortSignal.timeout(10_000))
  return child
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i += 1) await delay(25)
  expect(condition()).toBe(true)
}

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0)
    return true
  } catch {
    return false
  }
}

test('a child is ready before start resolves, and gone after dispose', async () => {
  await using s = await scratch(`${untilStdinCloses} setTimeout(() => console.log('up'), 100)`)
  const child = await start(s)
  expect(await readFile(s.logFile, 'utf8')).toBe('up\n')
  const { pid } = child
  await child[Symbol.asyncDispose]()
  expect(isAlive(pid)).toBe(false)
  expect(s.said).toEqual([expect.stringMatching(/^stand-in ready in/), expect.stringMatching(/^stand-in stopped in/)])
})

test('a killed child comes back', async () => {
  await using s = await scratch(`${untilStdinCloses} console.log('up')`)
  await using child = await start(s)
  const first = child.pid
  process.kill(first ?? 0, 'SIGKILL')
  await until(() => s.said.some((text) => text.includes('ready again')))
  expect(child.pid).not.toBe(first)
  expect(isAlive(child.pid)).toBe(true)
  expect(s.said.join('\n')).toContain('stand-in ended (signal SIGKILL), starting it again')
})

test('a child that ends while starting says its last words, and nothing is left', async () => {
  await using s = await scratch(`console.error('no such database' + '\\n    at frame'.repeat(50)); process.exit(3)`)
  await expect(start(s)).rejects.toThrow(/stand-in ended while starting \(exit code 3\).*no such database/s)
})

test('a child that never gets ready is ended', async () => {
  await using s = await scratch(`${untilStdinCloses} console.log(process.pid)`, { readyWithinMs: 500 })
  await expect(start(s)).rejects.toThrow(/not ready within 0.5 s/)
  expect(isAlive(Number(await readFile(s.logFile, 'utf8')))).toBe(false)
})

test('a child that ignores the request to stop is ended after its grace', async () => {
  await using s = await scratch(`process.on('SIGTERM', () => {}); setInterval(() => {}, 100); console.log('up')`, {
    stopWithinMs: 200,
  })
  const child = await start(s)
  const { pid } = child
  await child[Symbol.asyncDispose]()
  expect(isAlive(pid)).toBe(false)
})

test('a program that cannot be run at all is an error that names it', async () => {
  await using s = await scratch('', { command: '/nonexistent' })
  await expect(start(s)).rejects.toThrow('stand-in could not be started')
})

test('a child that fails to come back is tried again, and each failure is told', async () => {
  await using s = await scratch(`${untilStdinCloses} console.log('up')`)
  let isReady = true
  await using child = await start({ ...s, spec: { ...s.spec, readyWithinMs: 200, isReady: async () => isReady } })
  isReady = false
  process.kill(child.pid ?? 0, 'SIGKILL')
  await until(() => s.said.some((text) => text.includes('stand-in was not ready within 0.2 s, starting it again')))
  isReady = true
  await until(() => s.said.includes('stand-in ready again'))
})
