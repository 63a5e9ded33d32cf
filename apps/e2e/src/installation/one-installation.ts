import { afterAll, afterEach, beforeAll } from 'vitest'
import { Installation } from './installation.ts'

// It takes some seconds, but many on a machine that does much else.
const hookTimeoutMs = 120_000

/** One installation for all tests of a file. What it printed and logged is shown when one of them fails. */
export function oneInstallation(): () => Installation {
  let installation: Installation | undefined
  beforeAll(async () => {
    installation = await Installation.start()
  }, hookTimeoutMs)
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${await installation?.lastWords()}\n`)
  })
  afterAll(async () => {
    await installation?.[Symbol.asyncDispose]()
  }, hookTimeoutMs)
  return () => {
    if (!installation) throw new Error('the installation is made before the first test, not before')
    return installation
  }
}
