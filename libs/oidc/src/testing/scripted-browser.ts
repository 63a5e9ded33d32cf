/** Follows a sign-in as a browser would, filling in what it is asked, until it is sent to `redirectUri`. */
export async function signInByScript(start: URL, login: string, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let next: { url: URL; form?: Record<string, string> } = { url: start }
  for (let step = 0; step < 12; step++) {
    const response = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form && { method: 'POST', body: new URLSearchParams(next.form) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const page = await response.text()
    const location = response.headers.get('location')
    if (location !== null) {
      next = { url: new URL(location, next.url) }
      if (next.url.href.startsWith(redirectUri)) return next.url
      continue
    }
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
    const prompt = /name="prompt" value="([a-z]+)"/.exec(page)?.[1]
    if (action === undefined || prompt === undefined) throw new Error(`cannot go on from: ${page.slice(0, 500)}`)
    next = { url: new URL(action, next.url), form: { prompt, login, password: 'any' } }
  }
  throw new Error('the sign-in does not end')
}
