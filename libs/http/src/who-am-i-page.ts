import { html, safeUrl } from './html.ts'
import { code, factList, pageLayout } from './page-layout.ts'

/** What a person may see of their own session. Tokens and handles have no place in it. */
export interface WhoAmI {
  readonly userId: string
  readonly provider: string
  readonly email?: string
  readonly emailVerified?: boolean
  readonly name?: string
  readonly groups: readonly string[]
  readonly signedInAt: Date
  readonly expiresAt: Date
  readonly signOutUrl: string
  readonly switchAccountUrl?: string
}

/** Who the reader is to us, and until when. */
export function whoAmIPage(who: WhoAmI): string {
  const email = who.email && `${who.email}${who.emailVerified === true ? '' : ' (not verified)'}`
  const title = who.name ?? who.email ?? 'Signed in'
  return pageLayout(
    title,
    html`<p class="status good">Signed in</p>
<h1>${title}</h1>
${factList([
  ['Email', email],
  ['Groups', who.groups.join(', ')],
  ['Identity provider', who.provider],
  ['User id', code(who.userId)],
  ['Signed in', time(who.signedInAt)],
  ['Session ends', time(who.expiresAt)],
])}
<p class="actions"><a class="button" href="${safeUrl(who.signOutUrl)}">Sign out</a>${
      who.switchAccountUrl && html`<a href="${safeUrl(who.switchAccountUrl)}">Use another account</a>`
    }</p>`,
  )
}

function time(date: Date) {
  const iso = date.toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
}
