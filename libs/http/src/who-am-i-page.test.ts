import { expect, test } from 'vitest'
import { type WhoAmI, whoAmIPage } from './who-am-i-page.ts'

const who: WhoAmI = {
  userId: 'idp/1',
  provider: 'idp',
  groups: [],
  signedInAt: new Date('2026-01-02T03:04:05Z'),
  expiresAt: new Date('2026-01-02T17:04:05Z'),
  signOutUrl: '/.sallyport/sign_out',
}

test('a session with an identity shows it', () => {
  const page = whoAmIPage({
    ...who,
    name: 'Alice <A>',
    email: 'a@example.com',
    emailVerified: true,
    groups: ['x', 'y'],
  })
  expect(page).toContain('<h1>Alice &#60;A&#62;</h1>')
  expect(page).toContain('<dd>a@example.com</dd>')
  expect(page).toContain('<dd>x, y</dd>')
  expect(page).toContain('<time datetime="2026-01-02T17:04:05.000Z">2026-01-02 17:04 UTC</time>')
})

test('an address that nobody verified says so, and a bare session still has a page', () => {
  expect(whoAmIPage({ ...who, email: 'a@example.com' })).toContain('a@example.com (not verified)')
  expect(whoAmIPage(who)).not.toMatch(/undefined|Groups|Email/)
})

test('another account is offered where there is a way to it', () => {
  const page = whoAmIPage({ ...who, switchAccountUrl: '/.sallyport/sign_in?prompt=login' })
  expect(page).toContain('<a href="/.sallyport/sign_in?prompt=login">Use another account</a>')
  expect(whoAmIPage(who)).not.toContain('another account')
})
