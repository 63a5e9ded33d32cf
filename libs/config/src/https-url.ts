import { canonicalAuthority } from '@sallyport/routing'
import { z } from 'zod'

/** An origin such as `https://authenticate.example.com`: https, and nothing after the authority. */
export function httpsOrigin() {
  const expected = 'expected an https origin without a path, such as https://authenticate.example.com'
  return z
    .string({ error: expected })
    .transform((text, context) => {
      const [, host = ''] = /^https:\/\/([^/]*)\/?$/i.exec(text) ?? []
      const canonical = canonicalAuthority(host)
      if (canonical.outcome === 'ok') return `https://${canonical.authority}`
      context.addIssue({ code: 'custom', message: expected })
      return z.NEVER
    })
    .meta({ title: 'origin' })
}

/**
 * An issuer identifier (OpenID Connect Core section 2), kept byte for byte because it is compared so.
 * Plain http is accepted from loopback literals only: a name could be made to point elsewhere.
 */
export function issuerUrl() {
  const expected = 'expected the https URL of an issuer, without query and fragment (http only for 127.0.0.1 or [::1])'
  return z
    .string({ error: expected })
    .refine((text) => {
      const url = URL.parse(text)
      if (!url || !bare(url)) return false
      return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(url.hostname))
    }, expected)
    .meta({ title: 'URL' })
}

function bare(url: URL): boolean {
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '' && !/[?#]/.test(url.href)
}
