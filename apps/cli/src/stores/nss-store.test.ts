import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readLocalAuthority } from '@sallyport/pki'
import { expect, test } from 'vitest'
import { installedProgram } from '../installed-program.fixture.ts'
import { runProgram } from '../run-program.ts'
import { Scratch } from '../scratch.fixture.ts'
import { NssStore } from './nss-store.ts'

const { signal } = new AbortController()

async function authorityOf(scratch: Scratch, name?: string) {
  const { authority, caFile } = await scratch.installation(name)
  return readLocalAuthority(authority.certificate, caFile)
}

test('an authority is trusted once, in a database that is made for it, and taken out again', async ({ skip }) => {
  const certutil = await installedProgram(skip, 'certutil')
  await using scratch = await Scratch.create()
  const folder = join(scratch.path, 'home/.pki/nssdb')
  const store = new NssStore('Chromium', folder, certutil, await authorityOf(scratch))
  expect(await store.isDone('trust', signal)).toBe(false)
  expect(await store.isDone('untrust', signal)).toBe(true)
  expect(existsSync(folder)).toBe(false)

  for (let run = 0; run < 2; run += 1) {
    await store.trust(signal)
    expect(await store.isDone('trust', signal)).toBe(true)
    expect(await store.isDone('untrust', signal)).toBe(false)
  }
  await store.untrust(signal)
  expect(await store.isDone('trust', signal)).toBe(false)
  expect(await store.isDone('untrust', signal)).toBe(true)
})

test('authorities of two checkouts stand side by side, and each goes alone', async ({ skip }) => {
  const certutil = await installedProgram(skip, 'certutil')
  await using scratch = await Scratch.create()
  const folder = join(scratch.path, 'nssdb')
  const one = new NssStore('Chromium', folder, certutil, await authorityOf(scratch, 'one'))
  const secondAuthority = await authorityOf(scratch, 'two')
  const two = new NssStore('Chromium', folder, certutil, secondAuthority)
  await one.trust(signal)
  await two.trust(signal)
  await one.untrust(signal)
  expect(await one.isDone('untrust', signal)).toBe(true)
  expect(await two.isDone('trust', signal)).toBe(true)
  const nickname = `Sallyport local authority ${secondAuthority.fingerprint}`
  const left = await runProgram(certutil, ['-L', '-d', `sql:${folder}`, '-n', nickname, '-a'], { signal })
  expect(left.replaceAll('\r', '').trim()).toBe(secondAuthority.pem.trim())
})

test('an authority whose trust was taken away in the browser is not trusted, yet still to be taken out', async ({
  skip,
}) => {
  const certutil = await installedProgram(skip, 'certutil')
  await using scratch = await Scratch.create()
  const folder = join(scratch.path, 'nssdb')
  const authority = await authorityOf(scratch)
  const store = new NssStore('Firefox', folder, certutil, authority)
  await store.trust(signal)
  const nickname = `Sallyport local authority ${authority.fingerprint}`
  await runProgram(certutil, ['-M', '-d', `sql:${folder}`, '-n', nickname, '-t', ',,'], { signal })
  expect(await store.isDone('trust', signal)).toBe(false)
  expect(await store.isDone('untrust', signal)).toBe(false)
  await store.trust(signal)
  expect(await store.isDone('trust', signal)).toBe(true)
})

test('a database that cannot be read is an error that says which', async ({ skip }) => {
  const certutil = await installedProgram(skip, 'certutil')
  await using scratch = await Scratch.create()
  const folder = join(scratch.path, 'nssdb')
  await mkdir(folder)
  await writeFile(join(folder, 'cert9.db'), 'no database')
  const store = new NssStore('Firefox', folder, certutil, await authorityOf(scratch))
  await expect(store.isDone('trust', signal)).rejects.toMatchObject({ code: 'failed-precondition' })
})
