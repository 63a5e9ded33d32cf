import { setTimeout as delay } from 'node:timers/promises'
import { createLocalTlsAuthority } from '@sallyport/pki'
import { Worker } from '../processes/worker.ts'
import { browserHeaders } from './browser-headers.ts'
import type { Load, LoadJob, LoadTarget } from './load-worker.ts'
import type { LocalSystem } from './local-system.ts'
import type { PassThroughJob } from './pass-through-worker.ts'
import { signIn } from './sign-in.ts'

/** A target, and the process that answers for it. */
export interface Subject extends LoadTarget {
  readonly pid: number
}

const path = '/some/path/index.html?page=1'

/** Adds a public and a private route to the system, and signs somebody in. */
export async function throughProxy(
  system: LocalSystem,
  upstreamPort: number,
  load: Worker<LoadJob, Load>,
): Promise<{ readonly public: Subject; readonly authenticated: Subject }> {
  const to = `http://127.0.0.1:${upstreamPort}`
  const authority = (name: string) => `${name}.localhost:${system.publicPort}`
  await system.addRoutes([
    { name: 'open', from: `https://${authority('open')}`, to, allow_public_unauthenticated_access: true },
    {
      name: 'private',
      from: `https://${authority('private')}`,
      to,
      pass_identity_headers: true,
      policy: [{ allow: { and: [{ domain: { is: 'example.com' } }] } }],
    },
  ])
  const pid = await system.pidOf('proxy')
  const target = { protocol: 'https:', port: system.publicPort, path, ca: system.ca, pid } as const
  const headers = { ...browserHeaders, cookie: 'theme=dark; language=en' }
  const open = { ...target, authority: authority('open'), headers }
  await answers(load, open)
  const cookie = await signIn(new URL(`https://${authority('private')}/`), system.ca)
  const signedIn = { ...headers, cookie: `${cookie}; ${headers.cookie}` }
  return { public: open, authenticated: { ...target, authority: authority('private'), headers: signedIn } }
}

/** A route that was just added is served as soon as the file was read, and its certificate written. */
async function answers(load: Worker<LoadJob, Load>, target: Subject): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await load.run({ target, connections: 1, forMs: 1 })
      return
    } catch (error) {
      if (attempt === 50) throw error
      await delay(200)
    }
  }
}

/** The same request as `headers` make, through the least that a proxy can be. */
export async function throughPassThrough(
  upstreamPort: number,
  headers: LoadTarget['headers'],
  scope: AsyncDisposableStack,
): Promise<Subject> {
  const authority = await createLocalTlsAuthority()
  const { certificate, privateKey } = await authority.issue(['private.localhost'])
  const worker = scope.use(
    await Worker.start<PassThroughJob, { readonly port: number }>(new URL('./pass-through-worker.ts', import.meta.url)),
  )
  const { port } = await worker.run({ upstreamPort, certificate, privateKey: privateKey.reveal() })
  const ca = authority.certificate
  return { protocol: 'https:', port, authority: `private.localhost:${port}`, path, headers, ca, pid: worker.pid }
}
