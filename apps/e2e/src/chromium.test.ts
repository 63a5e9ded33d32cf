import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasChromium, startChromium } from './client/chromium.ts'
import { oneInstallation } from './installation/one-installation.ts'

vi.setConfig({ testTimeout: 60_000 })

describe.skipIf(!(await hasChromium()))('in Chromium', () => {
  const installation = oneInstallation()
  let chromium: Browser
  let folder: string

  beforeAll(async () => {
    chromium = await startChromium(join(installation().folder, 'certificates'))
    folder = process.env['SALLYPORT_E2E_SCREENSHOTS'] ?? (await mkdtemp(join(tmpdir(), 'sallyport-e2e-')))
  })
  afterAll(async () => {
    await chromium.close()
    if (process.env['SALLYPORT_E2E_SCREENSHOTS'] === undefined) await rm(folder, { recursive: true })
  })

  const href = (name: string, path?: string): string => installation().url(name, path).href

  async function newPerson() {
    const context = await chromium.newContext()
    return { context, [Symbol.asyncDispose]: () => context.close() }
  }

  async function signIn(page: Page, url: string, person: string): Promise<void> {
    await page.goto(url)
    await page.getByRole('button', { name: person }).click()
    await page.waitForURL(url)
  }

  /** Each page as people see it: light, dark and on a telephone. */
  async function picture(page: Page, name: string): Promise<void> {
    for (const [look, colorScheme, width] of [
      ['light', 'light', 1280],
      ['dark', 'dark', 1280],
      ['phone', 'light', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await page.screenshot({ path: join(folder, `${name}-${look}.png`) })
    }
  }

  /** Says of what the browser itself complains: a blocked script, form or style. */
  function complaints(context: BrowserContext): readonly string[] {
    const heard: string[] = []
    context.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|blocked/i.test(message.text()))
        heard.push(message.text())
    })
    context.on('weberror', (error) => heard.push(error.error().message))
    return heard
  }

  test('bob signs in, is refused at admin, sees who he is and signs out of it all', async () => {
    await using bob = await newPerson()
    const heard = complaints(bob.context)
    const page = await bob.context.newPage()
    await page.goto(href('whoami', '/?a=b%2Fc'))
    await picture(page, 'provider')
    await page.getByRole('button', { name: 'Bob' }).click()
    await page.waitForURL(href('whoami', '/?a=b%2Fc'))
    expect(await page.getByText('verified: bob@example.com').isVisible()).toBe(true)
    await picture(page, 'whoami')

    const refused = await page.goto(href('admin'))
    expect(refused?.status()).toBe(403)
    expect(await page.locator('main').innerText()).toContain('email')
    await picture(page, 'refused')

    await page.goto(href('whoami', '/.sallyport/user'))
    expect(page.url()).toBe(href('authenticate', '/.sallyport/user'))
    expect(await page.locator('main').innerText()).toContain('bob@example.com')
    await picture(page, 'who-am-i')

    await page.goto(href('whoami', '/.sallyport/sign_out'))
    await picture(page, 'sign-out')
    await page.getByRole('button', { name: /sign out/i }).click()
    await page.waitForURL(`http://127.0.0.1:${installation().ports.provider}/**`)
    await picture(page, 'provider-sign-out')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${href('authenticate', '/.sallyport/signed_out')}*`)
    await picture(page, 'signed-out')

    await page.goto(href('whoami'))
    expect(new URL(page.url()).port).toBe(`${installation().ports.provider}`)
    expect(heard).toEqual([])
  })

  test('a page with an open WebSocket sees it closed with 1008 when its user signs out in another tab', async () => {
    await using bob = await newPerson()
    const page = await bob.context.newPage()
    await signIn(page, href('whoami', '/ws-demo'), 'Bob')
    await page.getByText('open', { exact: true }).waitFor()
    const other = await bob.context.newPage()
    await other.goto(href('whoami', '/.sallyport/sign_out'))
    await other.getByRole('button', { name: /sign out/i }).click()
    await page
      .getByText(/^closed: 1008/)
      .first()
      .waitFor()
    await picture(page, 'websocket')
  })

  test('three tabs that start at once all arrive after one sign-in', async () => {
    await using bob = await newPerson()
    const links = ['/tab/1', '/tab/2', '/tab/3'].map((path) => href('whoami', path))
    const tabs = await Promise.all(links.map(() => bob.context.newPage()))
    await Promise.all(tabs.map((tab, index) => tab.goto(links[index] ?? '')))
    const [first, ...others] = tabs
    await first?.getByRole('button', { name: 'Bob' }).click()
    await first?.waitForURL(links[0] ?? '')
    for (const [index, tab] of others.entries()) {
      await tab.getByRole('button', { name: 'Bob' }).click()
      await tab.waitForURL(links[index + 1] ?? '')
      expect(await tab.getByText('verified: bob@example.com').isVisible()).toBe(true)
    }
  })

  test('Back after signing in never ends at an error, and a reload of the page stays signed in', async () => {
    await using bob = await newPerson()
    const page = await bob.context.newPage()
    await signIn(page, href('whoami'), 'Bob')
    await page.goBack()
    await page.goForward()
    await page.waitForURL(href('whoami'))
    expect((await page.reload())?.status()).toBe(200)
  })

  test('public shows its page to nobody in particular, and an unknown address says that there is nothing', async () => {
    await using nobody = await newPerson()
    const page = await nobody.context.newPage()
    await page.goto(href('public'))
    expect(await page.getByText('nobody in particular').isVisible()).toBe(true)
    await picture(page, 'public')
    const missing = await page.goto(href('authenticate', '/nowhere'))
    expect(missing?.status()).toBe(404)
    await picture(page, 'not-found')
  })
})
