import { type Cookie, cookieValues, deleteCookie, serializeCookie } from '@sallyport/http'
import { AppError, fromBase64Url, type Now, Secret, toBase64Url } from '@sallyport/kernel'
import { type KeyRing, openJson, type SessionHandle, sealJson } from '@sallyport/tokens'
import { z } from 'zod'

export const signOnCookieName = '__Host-sallyport_sso'

export interface SignOnCookieOptions {
  /** Of this cookie alone. */
  readonly ring: KeyRing
  /** The authority that the cookie is for. */
  readonly host: string
  readonly lifetimeMs: number
  readonly now: Now
}

/**
 * The cookie that lets a browser go on to another route without the identity provider. It holds the session's handle, sealed for this
 * host, so that the handle can be handed over; whether the session is good, its record alone says.
 */
export class SignOnCookie {
  readonly #options: SignOnCookieOptions

  constructor(options: SignOnCookieOptions) {
    this.#options = options
  }

  /** The handle in a request's cookies; `present` says whether there was a cookie at all. Throws `invalid-argument` for two of them. */
  open(cookies: readonly Cookie[]): { readonly present: boolean; readonly handle: SessionHandle | undefined } {
    const [value, ...others] = cookieValues(cookies, signOnCookieName)
    if (others.length > 0) throw new AppError('invalid-argument', 'two sign-on cookies came')
    if (value === undefined) return { present: false, handle: undefined }
    const { ring, host, lifetimeMs, now } = this.#options
    const sealedFor = { purpose: signOnCookieName, boundTo: [host], maxAgeMs: lifetimeMs, now: now() }
    const opened = openJson(ring, sealedFor, value, parseHandle)
    return { present: true, handle: opened.outcome === 'opened' ? opened.value.value : undefined }
  }

  /** The `Set-Cookie` value. */
  set({ sessionId, secret, recordVersion, epoch }: SessionHandle): string {
    const { ring, host, lifetimeMs, now } = this.#options
    const handle = { id: sessionId, secret: toBase64Url(secret.reveal()), version: recordVersion.toString(), epoch }
    const value = sealJson(ring, { purpose: signOnCookieName, boundTo: [host] }, handle, now())
    return serializeCookie({ name: signOnCookieName, value, maxAgeSeconds: lifetimeMs / 1_000 })
  }

  /** The `Set-Cookie` value that removes it: the attributes are those that it was set with. */
  clear(): string {
    return deleteCookie({ name: signOnCookieName })
  }
}

const handleSchema = z.object({
  id: z.string(),
  secret: z.string().transform((text) => new Secret(fromBase64Url(text) ?? new Uint8Array())),
  version: z
    .string()
    .regex(/^[0-9]{1,20}$/)
    .transform(BigInt),
  epoch: z.string(),
})

function parseHandle(value: unknown): SessionHandle | undefined {
  const parsed = handleSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { id, secret, version, epoch } = parsed.data
  return { sessionId: id, secret, recordVersion: version, epoch }
}
