import { Visitor } from './visitor.ts'

/** Signs bob in at the demonstration provider, on the way to that page; resolves to what `Cookie` holds from then on. */
export async function signIn(page: URL, ca: string): Promise<string> {
  const visitor = new Visitor(ca)
  const form = await visitor.visit(page)
  if (form.url.host === page.host) throw new Error(`${page.href} did not ask to sign in: ${form.status}`)
  const arrived = await visitor.visit(form.url, { email: 'bob@example.com' })
  if (arrived.url.host !== page.host || arrived.status !== 200)
    throw new Error(`signing in led to ${arrived.url.origin}${arrived.url.pathname}, status ${arrived.status}`)
  return visitor.cookiesFor(page)
}
