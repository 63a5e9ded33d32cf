import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { terminalOn } from './terminal.ts'

const { signal } = new AbortController()

async function answering(typed: string) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(typed)
  const isConfirmed = await terminalOn({ stdin, stdout, stderr }).confirm('Change this?', signal)
  stdout.end()
  return { isConfirmed, shown: await text(stdout) }
}

test.each(['y\n', 'Y\n', 'yes\n', ' y \n'])('%j is a yes', async (typed) => {
  expect(await answering(typed)).toEqual({ isConfirmed: true, shown: 'Change this? [y/N] ' })
})

test.each(['n\n', '\n', 'yup\n', 'no y\n', ''])('%j is a no', async (typed) => {
  expect((await answering(typed)).isConfirmed).toBe(false)
})

test('a question that is broken off is a no', async () => {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  const stop = new AbortController()
  const answer = terminalOn(streams).confirm('Change this?', stop.signal)
  stop.abort()
  expect(await answer).toBe(false)
})
