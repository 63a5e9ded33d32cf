import { html, pageLayout, safeUrl } from '@sallyport/http'

/** Lets a person choose where to sign in. The first is what most people want. */
export function chooseProviderPage(choices: readonly { readonly name: string; readonly url: string }[]): string {
  return pageLayout(
    'Sign in',
    html`<h1>Sign in</h1>
<p>Choose the identity provider that knows you.</p>
<p class="actions">${choices.map(({ name, url }) => html`<a class="button" href="${safeUrl(url)}">${name}</a>`)}</p>`,
  )
}
