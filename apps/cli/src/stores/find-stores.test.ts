import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findLocalAuthority } from '../local/local-authority.ts'
import type { Machine } from '../machine.ts'
import { Scratch } from '../scratch.fixture.ts'
import { findStores, type WantedStores } from './find-stores.ts'

const everything = { browsers: true, system: true }

async function find(scratch: Scratch, changed: Partial<Machine> = {}, wanted: WantedStores = everything) {
  const { stateFolder } = await scratch.installation()
  const authority = await findLocalAuthority('/', stateFolder)
  const found = await findStores(scratch.machine(changed), wanted, authority)
  return found.map((each) => ({
    access: each.access,
    name: each.access === 'none' ? each.name : each.store.name,
    says: each.access === 'none' ? each.reason : each.access === 'administrator' ? each.command('trust') : '',
  }))
}

async function debian(scratch: Scratch): Promise<void> {
  await mkdir(join(scratch.path, 'usr/local/share/ca-certificates'), { recursive: true })
  await scratch.program('usr/sbin/update-ca-certificates')
}

test.each([
  ['Debian', 'usr/local/share/ca-certificates', 'usr/sbin/update-ca-certificates', '.crt'],
  ['Fedora', 'etc/pki/ca-trust/source/anchors', 'usr/sbin/update-ca-trust', '.pem'],
])(
  "the system's store on %s is open to root; another account is told the command",
  async (_, folder, program, extension) => {
    await using scratch = await Scratch.create()
    await mkdir(join(scratch.path, folder), { recursive: true })
    const update = await scratch.program(program)
    const [asRoot] = await find(scratch, { isAdministrator: true })
    expect(asRoot?.access).toBe('open')
    expect(asRoot?.name).toContain(join(scratch.path, folder, 'sallyport-'))
    const [asUser] = await find(scratch)
    expect(asUser?.access).toBe('administrator')
    expect(asUser?.says).toMatch(/^sudo install -m 0644 .*\/ca\.pem /)
    expect(asUser?.says).toContain(`${extension} && sudo ${update}`)
  },
)

test('without certutil a browser is named with the package that is missing', async () => {
  await using scratch = await Scratch.create()
  await scratch.program('bin/chromium')
  const [chromium] = await find(scratch)
  expect(chromium).toMatchObject({ access: 'none', says: expect.stringContaining('libnss3-tools') })
  await scratch.program('bin/certutil')
  expect((await find(scratch))[0]).toMatchObject({ access: 'open' })
})

test('stores that were not asked for are left out', async () => {
  await using scratch = await Scratch.create()
  await debian(scratch)
  await scratch.program('bin/chromium')
  expect(await find(scratch, {}, { browsers: false, system: true })).toMatchObject([{ access: 'administrator' }])
  expect(await find(scratch, {}, { browsers: true, system: false })).toMatchObject([{ access: 'none' }])
})

test('a Linux whose store is of another kind is said to be so', async () => {
  await using scratch = await Scratch.create()
  expect(await find(scratch)).toMatchObject([{ access: 'none', says: expect.stringContaining('by its own means') }])
})

test('on macOS the login keychain is open to its owner', async () => {
  await using scratch = await Scratch.create()
  expect(await find(scratch, { platform: 'darwin' })).toMatchObject([
    { access: 'open', name: expect.stringContaining('login.keychain-db') },
  ])
})

test('a system whose stores are not known is an error', async () => {
  await using scratch = await Scratch.create()
  await expect(find(scratch, { platform: 'win32' })).rejects.toMatchObject({ code: 'failed-precondition' })
})
