/** A cookie of ours. It is always `Secure`, `HttpOnly`, of its host alone (`__Host-`, `Path=/`) and not readable by scripts. */
export interface HostCookie {
  /** Begins with `__Host-`. */
  readonly name: string
  readonly value: string
  /** Without it the cookie ends with the browser's session. */
  readonly maxAgeSeconds?: number
  /** `Lax` unless a route is made to work in frames of other sites; `None` makes the cookie `Partitioned`. */
  readonly sameSite?: 'Lax' | 'Strict' | 'None'
}

/** A `Set-Cookie` value (RFC 6265bis section 4.1). */
export function serializeCookie({ name, value, maxAgeSeconds, sameSite = 'Lax' }: HostCookie): string {
  if (!/^__Host-[\w.-]+$/.test(name)) throw new TypeError(`a cookie cannot be named ${JSON.stringify(name)}`)
  if (!/^[\w.~-]*$/.test(value)) throw new TypeError(`the value of cookie ${name} has characters that need encoding`)
  const maxAge = maxAgeSeconds === undefined ? '' : `; Max-Age=${Math.floor(maxAgeSeconds)}`
  const partitioned = sameSite === 'None' ? '; Partitioned' : ''
  return `${name}=${value}; Path=/${maxAge}; Secure; HttpOnly; SameSite=${sameSite}${partitioned}`
}

/** The `Set-Cookie` value that removes a cookie: a browser only takes one that has the attributes with which the cookie was set. */
export function deleteCookie(cookie: Pick<HostCookie, 'name' | 'sameSite'>): string {
  return serializeCookie({ ...cookie, value: '', maxAgeSeconds: 0 })
}
