import { createHash } from 'node:crypto'

/** The one style sheet of all pages. It stands in the page, so that a page needs no second request. */
export const pageStyle = `
:root{color-scheme:light dark;--back:#f4f5f7;--card:#fff;--text:#16191f;--soft:#5b6472;--line:#dfe3e8;--accent:#1f5fd6;--on-accent:#fff;--warn:#b3261e;--good:#1a7f4b;--tint:#eef3fd}
@media(prefers-color-scheme:dark){:root{--back:#0f1216;--card:#181c22;--text:#e9ecf1;--soft:#9aa4b2;--line:#2b323c;--accent:#7aa7ff;--on-accent:#0b1220;--warn:#ff8a80;--good:#6fd6a3;--tint:#1b2536}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;justify-content:center;padding:1.5rem 1rem;background:var(--back);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:34rem;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:2rem;box-shadow:0 1px 2px #0000000a,0 12px 32px #00000012}
.mark{display:flex;align-items:center;gap:.6rem;margin:0 0 1.75rem;color:var(--soft);font-size:.875rem;font-weight:600;letter-spacing:.01em}
.mark svg{width:1.5rem;height:1.5rem;color:var(--accent);flex:none}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
h2{margin:1.75rem 0 .25rem;font-size:.8125rem;font-weight:600;color:var(--soft)}
p{margin:.5rem 0}
ol{margin:.5rem 0;padding-left:1.25rem}
li{margin:.35rem 0}
a{color:var(--accent);text-underline-offset:.15em}
.status{margin:0 0 .35rem;font-size:.8125rem;font-weight:600;color:var(--warn)}
.status.good{color:var(--good)}
.next{margin:1.25rem 0 0;padding:.75rem 1rem;border-radius:10px;background:var(--tint)}
.actions{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 1.25rem;margin:1.5rem 0 0}
.button,button{display:inline-block;border:0;border-radius:9px;padding:.7rem 1.2rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.button:hover,button:hover{filter:brightness(1.08)}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:6px}
dl{margin:1.5rem 0 0;border-top:1px solid var(--line);font-size:.875rem}
dl>div{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:1rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
dl>div:last-child{border-bottom:0;padding-bottom:0}
dt{color:var(--soft)}
dd{margin:0}
code{font:.9em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;user-select:all}
@media(max-width:30rem){body{justify-content:flex-start}main{padding:1.5rem 1.25rem}dl>div{grid-template-columns:1fr;gap:.1rem}.actions>*{width:100%;text-align:center}form.actions>button{width:100%}}
@media(forced-colors:active){main,.button,button{border:1px solid}}
`

const styleHash = createHash('sha256').update(pageStyle).digest('base64')

/**
 * The policy of every answer that we make: no script, no frame, no style but ours. `formActions` are the origins to which a
 * form on the page leads in the end, redirects included; without them the page can send no form.
 */
export function contentSecurityPolicy(formActions: readonly string[] = []): string {
  const targets = formActions.length === 0 ? "'none'" : formActions.join(' ')
  return `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; form-action ${targets}; frame-ancestors 'none'; base-uri 'none'`
}
