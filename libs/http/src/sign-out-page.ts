import { html, safeUrl } from './html.ts'
import { pageLayout } from './page-layout.ts'

/** Asks before a session is ended. Send it with the form's origins in `pageReply`. */
export function signOutPage({
  action,
  token,
  user,
  backUrl,
}: {
  /** Where the form goes: a path on this host. */
  readonly action: string
  /** Proves that the form came from this page. */
  readonly token: string
  readonly user?: string
  readonly backUrl?: string
}): string {
  return pageLayout(
    'Sign out?',
    html`<h1>Sign out?</h1>
<p>${user === undefined ? undefined : html`You are signed in as <strong>${user}</strong>. `}Signing out ends your session in
every application at once, also in connections that are open.</p>
<form class="actions" method="post" action="${safeUrl(action)}">
<input type="hidden" name="token" value="${token}">
<button type="submit">Sign out</button>
${backUrl && html`<a href="${safeUrl(backUrl)}">Stay signed in</a>`}
</form>`,
  )
}

/** Says that the session has ended. */
export function signedOutPage({ signInUrl }: { readonly signInUrl?: string } = {}): string {
  return pageLayout(
    'You are signed out',
    html`<p class="status good">Done</p>
<h1>You are signed out</h1>
<p>Your session has ended in every application. On a shared computer, close the browser too: the identity provider may
still know you.</p>
${signInUrl && html`<p class="actions"><a class="button" href="${safeUrl(signInUrl)}">Sign in again</a></p>`}`,
  )
}
