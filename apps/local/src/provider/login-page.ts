import { html } from '../pages/html.ts'
import { page } from '../pages/page.ts'
import { demonstrationUsers } from './users.ts'

/** The sign-in form. It posts `email` and `password` to `action`; a button for each user posts the email alone. */
export function loginPage(action: string, problem?: string): string {
  const people = demonstrationUsers.map(
    ({ email, name }) =>
      html`<button class="person" name="email" value="${email}"><span>${name}</span> <span class="soft">${email}</span></button>`,
  )
  return page(
    'Sign in to the demonstration',
    html`<div class="narrow"></div>
<h1>Sign in</h1>
<p class="soft">The demonstration identity provider. It runs on this machine only, and takes any password.</p>
${problem === undefined ? '' : html`<p class="bad" role="alert">${problem}</p>`}
<form method="post" action="${action}">${people}</form>
<h2>or by name</h2>
<form method="post" action="${action}">
<label>Email <input name="email" type="email" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button class="main">Sign in</button>
</form>`,
  )
}

/** What the provider shows at the end of a sign-out that names no page to return to. */
export function signedOutPage(): string {
  return page(
    'Signed out',
    html`<div class="narrow"></div><h1>Signed out</h1><p>Of the demonstration identity provider.</p>`,
  )
}

export function providerErrorPage(error: string, description: string): string {
  return page(
    'Sign-in did not work',
    html`<div class="narrow"></div><h1>Sign-in did not work</h1><p>${description}</p><p class="soft">Error <code>${error}</code>, from the demonstration identity provider.</p>`,
  )
}
