import { expect, test } from 'vitest'
import { signedOutPage, signOutPage } from './sign-out-page.ts'

test('signing out is a form that is posted with its token', () => {
  const page = signOutPage({ action: '/.sallyport/sign_out', token: 't"1', user: 'a&b@example.com', backUrl: '/' })
  expect(page).toContain('<form class="actions" method="post" action="/.sallyport/sign_out">')
  expect(page).toContain('<input type="hidden" name="token" value="t&#34;1">')
  expect(page).toContain('<strong>a&#38;b@example.com</strong>')
  expect(page).toContain('<a href="/">Stay signed in</a>')
})

test('without a user or a way back there is just the question', () => {
  expect(signOutPage({ action: '/x', token: 't' })).not.toMatch(/signed in as|Stay signed in|undefined/)
})

test('the page after it offers to sign in again', () => {
  expect(signedOutPage({ signInUrl: 'https://app.example.com/' })).toContain('href="https://app.example.com/"')
  expect(signedOutPage()).not.toContain('<a ')
})
