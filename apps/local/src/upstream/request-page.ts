import { type Html, html } from '../pages/html.ts'
import { page } from '../pages/page.ts'
import type { AssertionCheck } from './assertion-check.ts'
import type { ReceivedRequest } from './received-request.ts'

/** What the upstream received, for a person: who it was first, then the request word for word. */
export function requestPage(authority: string, request: ReceivedRequest): string {
  const headers = request.headers.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)
  return page(
    authority,
    html`<h1>${authority}</h1>
<p class="soft">A demonstration upstream behind Sallyport, with your request as it arrived.</p>
${who(request.assertion)}
<h2>Request</h2>
<p><code>${request.method} ${request.path} HTTP/${request.http_version}</code></p>
<table>${headers}</table>
<nav><a href="/ws-demo">WebSocket</a><a href="/events">Server-sent events</a><a href="/stream">Streamed answer</a><a href="/slow">Slow answer</a><a href="/.sallyport/user">Your session</a><a href="/.sallyport/sign_out">Sign out</a></nav>`,
  )
}

function who(assertion: AssertionCheck): Html {
  switch (assertion.outcome) {
    case 'verified': {
      const claims = Object.entries(assertion.claims).map(
        ([name, value]) =>
          html`<tr><th scope="row">${name}</th><td>${typeof value === 'string' ? value : JSON.stringify(value)}</td></tr>`,
      )
      return html`<p class="lead good">verified: ${String(assertion.claims['email'] ?? assertion.claims['sub'])}</p>
<h2>Assertion, verified with the proxy’s keys</h2><table>${claims}</table>`
    }
    case 'absent':
      return html`<p class="lead">nobody in particular</p><p>The request came without an assertion.</p>`
    case 'refused':
      return html`<p class="lead bad">not verified</p><p>${assertion.reason}</p>`
    case 'unknown':
      return html`<p class="lead bad">not known</p><p>${assertion.reason}</p>`
  }
}
