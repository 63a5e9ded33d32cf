import { html, safeUrl } from './html.ts'
import { code, factList, pageLayout } from './page-layout.ts'

interface StoppedSignIn {
  /** Where a new sign-in starts. */
  readonly startUrl: string
  readonly reason: string
  readonly requestId: string
}

/** Ends a sign-in that cannot be finished, because its state is gone, too old or belongs to another browser. */
export function startAgainPage({ startUrl, reason, requestId }: StoppedSignIn): string {
  return pageLayout(
    'Please start again',
    html`<p class="status">Sign-in not finished</p>
<h1>Please start again</h1>
<p>This sign-in can no longer be finished. It may have taken too long, or it was begun in another browser or window.</p>
<p class="actions"><a class="button" href="${safeUrl(startUrl)}">Start again</a></p>
${factList([
  ['Reason', code(reason)],
  ['Request id', code(requestId)],
])}`,
  )
}

/** Ends a loop of redirects between a route and the sign-in, and names what probably causes it. */
export function loopPage({ startUrl, cause, reason, requestId }: StoppedSignIn & { readonly cause: string }): string {
  return pageLayout(
    'Signing in does not hold',
    html`<p class="status">Stopped after too many redirects</p>
<h1>Signing in does not hold</h1>
<p>You were signed in several times within seconds, and each time the application did not recognize you.</p>
<p class="next">${cause}</p>
<h2>What usually helps</h2>
<ol>
<li>Allow cookies for this site, and switch off extensions that remove them.</li>
<li>Check that the clock of this computer is right.</li>
<li>Wait a minute, then start again.</li>
</ol>
<p class="actions"><a class="button" href="${safeUrl(startUrl)}">Start again</a></p>
${factList([
  ['Reason', code(reason)],
  ['Request id', code(requestId)],
])}`,
  )
}
