import type { Installation } from '../installation/installation.ts'
import { Browser, type Page } from './browser.ts'

export type Person = 'alice' | 'bob' | 'mallory'

const emails: Record<Person, string> = {
  alice: 'alice@example.com',
  bob: 'bob@example.com',
  mallory: 'mallory@evil.test',
}

/** Goes to a page and signs in at the demonstration provider on the way. `hops` is the whole way. */
export async function signIn(browser: Browser, url: URL, person: Person): Promise<Page> {
  const form = await browser.visit(url)
  const page = await browser.submit(form, { email: emails[person] })
  return { ...page, hops: [...form.hops, ...page.hops] }
}

/** A new browser in which a person is signed in at `whoami`. */
export async function signedIn(installation: Installation, person: Person): Promise<Browser> {
  const browser = new Browser(await installation.trusted())
  const page = await signIn(browser, installation.url('whoami'), person)
  if (page.status !== 200 && person !== 'mallory') throw new Error(`not signed in: ${page.status} ${page.text}`)
  return browser
}

/** Signs out of everything, by the confirmation that the page asks for. */
export async function signOut(browser: Browser, installation: Installation): Promise<Page> {
  return await browser.submit(await browser.visit(installation.url('whoami', '/.sallyport/sign_out')), {})
}
