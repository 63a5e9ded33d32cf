import { silentLogger } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { BackgroundWork } from './background-work.ts'
import { recordingLog } from './testing/recording-log.ts'

test('disposing waits for what was begun', async () => {
  const background = new BackgroundWork(silentLogger)
  const held = Promise.withResolvers<void>()
  const done: string[] = []
  background.run('work', async () => {
    await held.promise
    done.push('work')
  })
  const disposed = background[Symbol.asyncDispose]().then(() => done.push('disposed'))
  held.resolve()
  await disposed
  expect(done).toEqual(['work', 'disposed'])
})

test('a failure is logged and troubles nobody', async () => {
  const { log, text } = recordingLog()
  const background = new BackgroundWork(log)
  background.run('revoke', async () => {
    throw new Error('no answer')
  })
  await background[Symbol.asyncDispose]()
  expect(text()).toContain('no answer')
  expect(text()).toContain('revoke')
})
