import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ChildSpec } from './supervised-child.ts'
import { Supervisor } from './supervisor.ts'

const lives = `process.stdin.on('close', () => process.exit()).resume(); process.on('SIGTERM', () => process.exit())`

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  const said: string[] = []
  const say = (text: string): void => void said.push(text.replace(/ in .*/, '').split('.')[0] ?? '')
  const child = (name: string, script: string, isReady: ChildSpec['isReady'] = async () => true): ChildSpec => ({
    name,
    command: process.execPath,
    args: ['-e', script],
    env: {},
    logFile: join(folder, `${name}.log`),
    isReady,
    readyWithinMs: 5_000,
    stopWithinMs: 1_000,
  })
  const supervisor = new Supervisor({ step: say, warn: say, print: say }, process.env)
  return { supervisor, child, said, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

test('children stop in the reverse order of their start', async () => {
  await using s = await scratch()
  await s.supervisor.start([s.child('store', lives)], AbortSignal.timeout(10_000))
  await s.supervisor.start([s.child('proxy', lives)], AbortSignal.timeout(10_000))
  await s.supervisor[Symbol.asyncDispose]()
  expect(s.said).toEqual(['store ready', 'proxy ready', 'proxy stopped', 'store stopped'])
})

test('one that fails stops those that start beside it, and its error is the one that is told', async () => {
  await using s = await scratch()
  const never = async (): Promise<boolean> => false
  const specs = [s.child('broken', 'process.exit(1)', never), s.child('slow', lives, never)]
  await expect(s.supervisor.start(specs, AbortSignal.timeout(10_000))).rejects.toThrow('broken ended while starting')
  await s.supervisor[Symbol.asyncDispose]()
  expect(s.said).toEqual([])
})
