import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Scratch } from '../scratch.fixture.ts'
import { findNssDatabases } from './nss-databases.ts'

async function foldersOf(scratch: Scratch, platform: NodeJS.Platform = 'linux'): Promise<readonly string[]> {
  const databases = await findNssDatabases(scratch.machine({ platform }))
  return databases.map(({ browser, folder }) => `${browser.split(',')[0]}: ${folder.slice(scratch.path.length + 1)}`)
}

test('where no browser is, there is no database', async () => {
  await using scratch = await Scratch.create()
  expect(await foldersOf(scratch)).toEqual([])
})

test("each profile of Firefox has a database, and one of Chromium's is named before it exists", async () => {
  await using scratch = await Scratch.create()
  await scratch.write('home/.mozilla/firefox/b.default/cert9.db', '')
  await scratch.write('home/.mozilla/firefox/a.work/cert9.db', '')
  await scratch.write('home/.mozilla/firefox/never-started/times.json', '')
  await scratch.write('home/snap/firefox/common/.mozilla/firefox/c.default/cert9.db', '')
  await scratch.program('bin/google-chrome')
  expect(await foldersOf(scratch)).toEqual([
    'Chromium: home/.pki/nssdb',
    'Firefox: home/.mozilla/firefox/a.work',
    'Firefox: home/.mozilla/firefox/b.default',
    'Firefox: home/snap/firefox/common/.mozilla/firefox/c.default',
  ])
})

test('a database that is there is found without its browser', async () => {
  await using scratch = await Scratch.create()
  await scratch.write('home/.pki/nssdb/cert9.db', '')
  expect(await foldersOf(scratch)).toEqual(['Chromium: home/.pki/nssdb'])
})

test('on macOS only Firefox keeps one', async () => {
  await using scratch = await Scratch.create()
  await scratch.write('home/.pki/nssdb/cert9.db', '')
  const profile = join('home/Library/Application Support/Firefox/Profiles', 'a.default')
  await scratch.write(join(profile, 'cert9.db'), '')
  expect(await foldersOf(scratch, 'darwin')).toEqual([`Firefox: ${profile}`])
})
