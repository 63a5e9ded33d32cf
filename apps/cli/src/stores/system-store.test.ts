import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readLocalAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { Scratch } from '../scratch.fixture.ts'
import { SystemStore } from './system-store.ts'

const { signal } = new AbortController()

async function setUp(scratch: Scratch, commands?: string) {
  const { authority, caFile } = await scratch.installation()
  const folder = join(scratch.path, 'anchors')
  await mkdir(folder)
  const update = await scratch.program('sbin/update', commands)
  const certificate = readLocalAuthority(authority.certificate, caFile)
  const store = new SystemStore({ folder, extension: '.crt', update, removalFlags: ['--fresh'] }, certificate)
  const updates = async () => (await readFile(`${update}.calls`, 'utf8')).split('\n').slice(0, -1)
  return { store, certificate, update, updates }
}

test('the certificate goes into the folder and out of it, and the system is told each time', async () => {
  await using scratch = await Scratch.create()
  const { store, certificate, updates } = await setUp(scratch)
  expect(await store.isDone('trust')).toBe(false)
  await store.trust(signal)
  expect(await readFile(store.file, 'utf8')).toBe(certificate.pem)
  expect(await store.isDone('trust')).toBe(true)
  expect(await updates()).toEqual([''])
  await store.untrust(signal)
  expect(existsSync(store.file)).toBe(false)
  expect(await store.isDone('untrust')).toBe(true)
  expect(await updates()).toEqual(['', '--fresh'])
})

test('a file of that name with another certificate is not ours to remove', async () => {
  await using scratch = await Scratch.create()
  const { store } = await setUp(scratch)
  await writeFile(store.file, 'another')
  expect(await store.isDone('untrust')).toBe(true)
})

test('what the system did not take in does not stay behind as if it had', async () => {
  await using scratch = await Scratch.create()
  const { store, certificate } = await setUp(scratch, 'echo disk full >&2; exit 3')
  await expect(store.trust(signal)).rejects.toThrow(/\(exit code 3\): disk full/)
  expect(await store.isDone('trust')).toBe(false)
  await writeFile(store.file, certificate.pem)
  await expect(store.untrust(signal)).rejects.toThrow('disk full')
  expect(await store.isDone('untrust')).toBe(false)
})

test('a folder that cannot be written is an error that names the file', async () => {
  await using scratch = await Scratch.create()
  const { authority, caFile } = await scratch.installation()
  const anchors = { folder: join(scratch.path, 'missing'), extension: '.crt', update: 'update', removalFlags: [] }
  const store = new SystemStore(anchors, readLocalAuthority(authority.certificate, caFile))
  await expect(store.trust(signal)).rejects.toThrow(`${store.file} cannot be changed`)
})

test('the command for a person is safe to paste, whatever the folders are called', async () => {
  await using scratch = await Scratch.create()
  const { store, update } = await setUp(scratch)
  expect(store.command('trust', "/home/o'neil/my code/ca.pem")).toBe(
    `sudo install -m 0644 '/home/o'\\''neil/my code/ca.pem' ${store.file} && sudo ${update}`,
  )
  expect(store.command('untrust', '/x/ca.pem')).toBe(`sudo rm ${store.file} && sudo ${update} --fresh`)
})
