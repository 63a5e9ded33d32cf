import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Scratch } from '../scratch.fixture.ts'
import { findLocalAuthority } from './local-authority.ts'

test('the nearest context upwards counts', async () => {
  await using scratch = await Scratch.create()
  await scratch.installation('outer/.sallyport')
  const inner = await scratch.installation('outer/inner/.sallyport')
  const deep = join(scratch.path, 'outer/inner/libs/a')
  await mkdir(deep, { recursive: true })
  const found = await findLocalAuthority(deep)
  expect(found).toMatchObject({ file: inner.caFile, pem: inner.authority.certificate })
})

test('a folder that is named wins, and is taken from the working folder', async () => {
  await using scratch = await Scratch.create()
  await scratch.installation()
  const other = await scratch.installation('other')
  expect(await findLocalAuthority(scratch.path, 'other')).toMatchObject({ file: other.caFile })
})

test('the context says where the certificate lies', async () => {
  await using scratch = await Scratch.create()
  const { caFile, authority } = await scratch.installation('elsewhere')
  await scratch.write('state/cli.yaml', 'ca_file: ../elsewhere/ca.pem\n')
  expect(await findLocalAuthority('/', join(scratch.path, 'state'))).toMatchObject({
    file: caFile,
    pem: authority.certificate,
  })
})

test('what is missing is said, with what to do about it', async () => {
  await using scratch = await Scratch.create()
  const find = (stateFolder: string) => findLocalAuthority(scratch.path, stateFolder)
  await expect(findLocalAuthority(scratch.path)).rejects.toThrow(/no \.sallyport\/cli\.yaml in .*: run npm start/)
  await expect(find('nowhere')).rejects.toThrow(/nowhere\/cli\.yaml does not exist: --state/)
  await scratch.write('broken/cli.yaml', 'ca_file: [')
  await expect(find('broken')).rejects.toThrow(/names no ca_file/)
  await scratch.write('gone/cli.yaml', 'ca_file: ca.pem')
  await expect(find('gone')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('gone/ca.pem'),
  })
})

test('a certificate that could speak for other names is never taken for the local authority', async () => {
  await using scratch = await Scratch.create()
  const { authority, stateFolder } = await scratch.installation()
  await scratch.write('.sallyport/ca.pem', (await authority.issue(['localhost'])).certificate)
  await expect(findLocalAuthority('/', stateFolder)).rejects.toThrow(/constrained to localhost/)
})
