import { join } from 'node:path'
import { backoffMs, type Now, sleep, systemNow } from '@sallyport/kernel'
import type { LocalServiceAuthority, X509Identity } from '@sallyport/pki'
import { writeIdentity } from './write-identity.ts'

export const services = ['databroker', 'authorize', 'authenticate', 'proxy'] as const

export type Service = (typeof services)[number]

const checkEveryMs = 60_000

/**
 * Gives each service an identity in `<folder>/<service>/` and replaces it at two thirds of its life, until disposed.
 * The wall clock is asked every minute, so a machine that slept renews at once when it wakes.
 */
export async function keepServiceIdentities(
  authority: Pick<LocalServiceAuthority, 'issueServiceIdentity'>,
  folder: string,
  now: Now = systemNow,
  everyMs: number = checkEveryMs,
): Promise<AsyncDisposable> {
  const stop = new AbortController()
  const first = await Promise.all(services.map((service) => issue(authority, folder, service)))
  const renewals = services.map(async (service, index) => {
    let identity = first[index]
    for (let failures = 0; !stop.signal.aborted; ) {
      const waitMs = failures === 0 ? everyMs : backoffMs(failures, { capMs: everyMs })
      await sleep(waitMs, stop.signal).catch(() => undefined)
      if (stop.signal.aborted || (identity && !isRenewalDue(identity, now()))) continue
      // A full disk must not end the renewals: the identity in use has a third of its life left.
      identity = await issue(authority, folder, service).catch(() => undefined)
      failures = identity ? 0 : failures + 1
    }
  })
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await Promise.all(renewals)
    },
  }
}

async function issue(
  authority: Pick<LocalServiceAuthority, 'issueServiceIdentity'>,
  folder: string,
  service: Service,
): Promise<X509Identity> {
  const identity = await authority.issueServiceIdentity(service, 'local')
  await writeIdentity(join(folder, service), identity)
  return identity
}

function isRenewalDue({ notBefore, notAfter }: X509Identity, now: Date): boolean {
  const lifetimeMs = notAfter.getTime() - notBefore.getTime()
  return now.getTime() - notBefore.getTime() >= (lifetimeMs * 2) / 3
}
