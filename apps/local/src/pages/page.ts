import type { ServerResponse } from 'node:http'
import { type Html, html } from './html.ts'

/** A whole page of the demonstration. */
export function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<main>
${content}
</main>
</html>
`.markup
}

/** Sends a page that no other page may frame, and that nobody keeps. */
export function sendPage(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(text)
}

const style = html`
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --paper: #fff; --ground: #f3f5f8; --accent: #0b6e6e; --good: #187a3c; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #303a47; --paper: #1a212b; --ground: #11161d; --accent: #4fc3c3; --good: #6fd08f; --bad: #ff8a80 } }
* { box-sizing: border-box }
body { margin: 0; padding: 5vh 1rem; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 46rem; margin: auto; padding: clamp(1.25rem, 5vw, 2rem); background: var(--paper); border: 1px solid var(--line); border-radius: 12px }
main:has(> .narrow) { max-width: 26rem }
h1 { margin: 0 0 .25rem; font-size: clamp(1.2rem, 5.5vw, 1.5rem); line-height: 1.25; overflow-wrap: anywhere }
h2 { margin: 2rem 0 .5rem; font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft) }
p { margin: .5rem 0 }
a { color: var(--accent) }
.soft { color: var(--soft) }
.good { color: var(--good) }
.bad { color: var(--bad) }
.lead { font-size: 1.1rem; font-weight: 600 }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
th, td { padding: .4rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-size: .9rem }
th { width: 34%; padding-right: 1rem; font-weight: 500; color: var(--soft) }
td, pre, code { font-family: ui-monospace, monospace; font-size: .85rem; overflow-wrap: anywhere }
pre { margin: 0; padding: .75rem; min-height: 8rem; border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap }
form { display: grid; gap: .75rem; margin: 1.25rem 0 0 }
label { display: grid; gap: .25rem; font-size: .85rem; color: var(--soft) }
input, button { padding: .6rem .75rem; border: 1px solid var(--line); border-radius: 8px; background: transparent; color: inherit; font: inherit }
button { cursor: pointer }
button.main { border-color: var(--accent); background: var(--accent); color: var(--paper); font-weight: 600 }
button.person { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; align-items: baseline; text-align: left }
button:hover { border-color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem }
`
