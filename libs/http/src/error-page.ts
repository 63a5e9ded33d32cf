import type { ErrorReport } from './error-report.ts'
import { html, safeUrl } from './html.ts'
import { code, factList, pageLayout } from './page-layout.ts'

/** The page for a person whose request was not served: who they are to us, which rule said no, what to do next. */
export function errorPage(report: ErrorReport): string {
  const { status, message, nextStep, signInUrl, switchAccountUrl, user, rule, reason, requestId, host } = report
  const title = titles[status] ?? (status < 500 ? 'This request cannot be served' : 'Something went wrong')
  const signIn = signInUrl && html`<a class="button" href="${safeUrl(signInUrl)}">Sign in</a>`
  const switchAccount = switchAccountUrl && html`<a href="${safeUrl(switchAccountUrl)}">Use another account</a>`
  return pageLayout(
    title,
    html`<p class="status">Error ${status}</p>
<h1>${title}</h1>
<p>${message}</p>
${nextStep && html`<p class="next">${nextStep}</p>`}
${signIn || switchAccount ? html`<p class="actions">${signIn}${switchAccount}</p>` : undefined}
${factList([
  ['Application', host],
  ['Signed in as', user],
  ['Rule', rule],
  ['Reason', code(reason)],
  ['Request id', code(requestId)],
])}`,
  )
}

const titles: Readonly<Record<number, string>> = {
  401: 'Sign in to continue',
  403: 'You do not have access',
  404: 'There is nothing at this address',
  405: 'This is not possible here',
  421: 'This connection is for another host',
  429: 'Too many requests',
  431: 'Your browser sent too much',
  502: 'The application did not answer properly',
  503: 'Not available right now',
  504: 'The application took too long',
}
