import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { lookupWithLocalhost } from './localhost-lookup.ts'

const lookup = promisify(lookupWithLocalhost)

test.for(['localhost', 'authenticate.localhost', 'a.b.LOCALHOST', 'idp.localhost.'])('%s is loopback', async (name) => {
  expect(await lookup(name, { all: true })).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ])
  expect(await lookup(name, { all: true, family: 6 })).toEqual([{ address: '::1', family: 6 }])
  expect(await lookup(name, { all: true, family: 'IPv6' })).toEqual([{ address: '::1', family: 6 }])
  expect(await lookup(name, {})).toBe('127.0.0.1')
})

test.for(['notlocalhost', 'localhost.evil.invalid'])('%s is left to the system', async (name) => {
  await expect(lookup(name, { all: true })).rejects.toMatchObject({ syscall: 'getaddrinfo' })
})
