import { Html, html } from './html.ts'
import { pageStyle } from './page-style.ts'

/** A whole page. It has no script and asks for nothing else; send it with the policy of `pageReply` or `errorReply`. */
export function pageLayout(title: string, content: Html): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<p class="mark"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M4 21V10a8 8 0 0 1 16 0v11M9.3 21V8M14.7 21V8M4 13h16"/></svg>Sallyport</p>
${content}
</main>
</body>
</html>
`
  return page.toString()
}

/** Facts under a page's text. A row without a value is left out. */
export function factList(rows: readonly (readonly [term: string, value: Html | string | undefined])[]): Html {
  const items = rows.flatMap(([term, value]) =>
    value === undefined || value === '' ? [] : [html`<div><dt>${term}</dt><dd>${value}</dd></div>`],
  )
  return html`${items.length === 0 ? undefined : html`<dl>${items}</dl>`}`
}

/** A value to be copied, such as a request id. */
export function code(text: string): Html {
  return html`<code>${text}</code>`
}

const style = Html.trusted(pageStyle)
