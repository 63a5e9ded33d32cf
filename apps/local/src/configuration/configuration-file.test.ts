import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configDocumentSchema } from '@sallyport/config'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { defaultPorts } from '../ports.ts'
import { ensureConfiguration } from './configuration-file.ts'

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  return { file: join(folder, 'config.yaml'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

test('a new configuration has the documented addresses, and the services understand it', async () => {
  await using s = await scratch()
  const { authenticateUrl, routes, hosts, ports } = await ensureConfiguration(s.file, {})
  expect(ports).toEqual(defaultPorts)
  expect(authenticateUrl).toBe('https://authenticate.localhost:8443')
  expect(routes.map(({ from }) => from)).toEqual([
    'https://whoami.localhost:8443',
    'https://admin.localhost:8443',
    'https://public.localhost:8443',
  ])
  expect(hosts).toEqual(['authenticate.localhost', 'whoami.localhost', 'admin.localhost', 'public.localhost'])
  expect(configDocumentSchema.safeParse(parse(await readFile(s.file, 'utf8'))).error).toBeUndefined()
})

test("the operator's routes and comments outlive a move of ports", async () => {
  await using s = await scratch()
  await ensureConfiguration(s.file, {})
  const own = '\n  # mine\n  - from: https://own.localhost:8443\n    to: http://10.0.0.1:8443\n'
  const text = (await readFile(s.file, 'utf8')).replace('routes:\n', `routes:${own}`)
  await writeFile(s.file, text)
  const { hosts, ports } = await ensureConfiguration(s.file, { public: 9443, admin: 9902 })
  expect(hosts).toContain('own.localhost')
  expect(ports.admin).toEqual({ proxy: 9902, authorize: 9903, authenticate: 9904, databroker: 9905 })
  const moved = await readFile(s.file, 'utf8')
  expect(moved).toContain('# mine\n  - from: https://own.localhost:9443\n    to: http://10.0.0.1:8443\n')
  expect(moved).toContain("addresses: ['127.0.0.1:9443', '[::1]:9443']")
  expect(moved).toContain('admin_address: 127.0.0.1:9904') // authenticate, not moved twice
})

test('ports that were moved once stay there', async () => {
  await using s = await scratch()
  await ensureConfiguration(s.file, { public: 9443, upstream: 9444 })
  expect((await ensureConfiguration(s.file, {})).ports).toMatchObject({ public: 9443, upstream: 9444 })
})

test('a file that is no YAML is named with the line, and left alone', async () => {
  await using s = await scratch()
  await writeFile(s.file, 'routes: [\n')
  await expect(ensureConfiguration(s.file, { public: 9443 })).rejects.toThrow(/config\.yaml: .*line/)
  expect(await readFile(s.file, 'utf8')).toBe('routes: [\n')
})
