import { expect, test, vi } from 'vitest'
import { createLocalServiceAuthority } from './local-service-authority.ts'
import { MemoryIdentitySource } from './memory-identity-source.ts'

const authority = await createLocalServiceAuthority()

test('listeners hear of a new identity once it is the current one, until they are disposed', async () => {
  const next = await authority.issueServiceIdentity('proxy', 'a')
  await using source = new MemoryIdentitySource(await authority.issueServiceIdentity('proxy', 'a'))
  const seen: string[] = []
  const listening = source.onChange(() => seen.push(source.current().serialNumber))
  source.replace(next)
  listening[Symbol.dispose]()
  source.replace(await authority.issueServiceIdentity('proxy', 'a'))
  expect(seen).toEqual([next.serialNumber])
})

test('a listener that throws does not keep the next one from hearing', async () => {
  await using source = new MemoryIdentitySource(await authority.issueServiceIdentity('proxy', 'a'))
  const second = vi.fn()
  source.onChange(() => {
    throw new Error('broken')
  })
  source.onChange(second)
  expect(() => source.replace(source.current())).toThrow('a listener failed')
  expect(second).toHaveBeenCalledOnce()
})
