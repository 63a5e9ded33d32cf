import { expect, test } from 'vitest'
import { missingHostsLine } from './localhost-names.ts'

test('names that the system does not know, or takes elsewhere, are put into one line', async () => {
  const answers = new Map([
    ['a.localhost', '127.0.0.1'],
    ['b.localhost', '::1'],
    ['c.localhost', '192.0.2.1'],
  ])
  const resolve = async (name: string) => {
    const address = answers.get(name)
    if (address === undefined) throw new Error('ENOTFOUND')
    return { address }
  }
  expect(await missingHostsLine(['a.localhost', 'c.localhost', 'd.localhost'], resolve)).toBe(
    '127.0.0.1 c.localhost d.localhost',
  )
  expect(await missingHostsLine(['a.localhost', 'b.localhost'], resolve)).toBeUndefined()
})
