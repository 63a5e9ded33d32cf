import { once } from 'node:events'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { type LocalTlsAuthority, readLocalAuthority } from '@sallyport/pki'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { installedProgram } from '../installed-program.fixture.ts'
import { Scratch } from '../scratch.fixture.ts'
import { NssStore } from './nss-store.ts'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

test('Chromium opens a page under the authority as long as the authority is trusted', { timeout: 120_000 }, async ({
  skip,
}) => {
  const certutil = await installedProgram(skip, 'certutil')
  const executablePath = await installedProgram(skip, 'chromium', 'chromium-browser', 'google-chrome')
  await using scratch = await Scratch.create()
  const { authority, caFile } = await scratch.installation()
  await using server = await serve(authority)
  const home = join(scratch.path, 'home')
  const trusted = readLocalAuthority(authority.certificate, caFile)
  const store = new NssStore('Chromium', join(home, '.pki/nssdb'), certutil, trusted)
  const { signal } = new AbortController()
  const open = (attempt: string) => openPage(executablePath, home, join(scratch.path, attempt), server.url)

  await expect(open('before')).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID')
  await store.trust(signal)
  expect(await open('trusted')).toBe('behind the authority')
  await store.untrust(signal)
  await expect(open('after')).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID')
})

async function serve(authority: LocalTlsAuthority) {
  const { certificate, privateKey } = await authority.issue(['trusted.localhost'])
  const server = createServer({ cert: certificate, key: privateKey.reveal() }, (_, response) => {
    response.setHeader('connection', 'close').end('behind the authority')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `https://trusted.localhost:${address.port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What the page says, in a browser of its own with nothing but the home folder from before. */
async function openPage(executablePath: string, home: string, userData: string, url: string): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home }
  await using browser = await chromium.launchPersistentContext(userData, { executablePath, args: flags, env })
  const page = await browser.newPage()
  await page.goto(url)
  return (await page.textContent('body')) ?? ''
}
