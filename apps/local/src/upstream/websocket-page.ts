import { html } from '../pages/html.ts'
import { page } from '../pages/page.ts'

/** A page that keeps a WebSocket busy and shows how it ends: sign out elsewhere and watch it close. */
export function websocketPage(authority: string): string {
  return page(
    `WebSocket at ${authority}`,
    html`<h1>WebSocket</h1>
<p class="soft">One message a second, echoed by the upstream. When the session behind it ends, so does this connection.</p>
<p class="lead" id="state" role="status">connecting</p>
<pre id="messages"></pre>
<form id="form"><label>Message <input id="text" autocomplete="off"></label><button class="main">Send</button></form>
<nav><a href="/">The request</a><a href="/.sallyport/sign_out" target="_blank">Sign out in another tab</a></nav>
<script>
const state = document.getElementById('state'), messages = document.getElementById('messages'), text = document.getElementById('text')
const say = (line) => { messages.textContent = (new Date().toLocaleTimeString() + '  ' + line + '\\n' + messages.textContent).slice(0, 4000) }
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws')
let count = 0
const timer = setInterval(() => socket.readyState === 1 && socket.send('message ' + ++count), 1000)
socket.onopen = () => { state.textContent = 'open'; state.className = 'lead good' }
socket.onmessage = ({ data }) => say(data)
socket.onclose = ({ code, reason }) => {
  clearInterval(timer)
  state.textContent = 'closed: ' + code + (reason ? ' ' + reason : '')
  state.className = 'lead bad'
  say(state.textContent)
}
document.getElementById('form').onsubmit = (event) => { event.preventDefault(); socket.send(text.value); text.value = '' }
</script>`,
  )
}
