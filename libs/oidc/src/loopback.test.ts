import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { isLoopbackLiteral, lookupWithLocalhost } from './loopback.ts'

const lookupAll = promisify(lookupWithLocalhost)

test.for(['localhost', 'authenticate.localhost', 'a.b.LOCALHOST', 'idp.localhost.'])('%s is loopback', async (name) => {
  expect(await lookupAll(name, { all: true })).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ])
  expect(await lookupAll(name, { all: true, family: 6 })).toEqual([{ address: '::1', family: 6 }])
  expect(await lookupAll(name, {})).toBe('127.0.0.1')
})

test.for(['notlocalhost', 'localhost.evil.invalid'])('%s is left to the system', async (name) => {
  await expect(lookupAll(name, { all: true })).rejects.toMatchObject({ syscall: 'getaddrinfo' })
})

test('only literals are literals', () => {
  for (const literal of ['127.0.0.1', '127.8.8.8', '[::1]']) expect(isLoopbackLiteral(literal)).toBe(true)
  for (const other of ['localhost', '128.0.0.1', '127.0.0.1.evil.test', '[::]', '0.0.0.0', '::1', ''])
    expect(isLoopbackLiteral(other)).toBe(false)
})
