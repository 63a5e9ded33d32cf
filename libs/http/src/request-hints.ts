/** What of a request tells what kind of client sent it; Node's request objects fit. Header names are in lower case. */
export interface RequestHints {
  readonly method?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** A header as one value; field lines of the same name are joined as RFC 9110 section 5.3 has it. */
export function headerOf({ headers }: RequestHints, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** Whether `Accept` names a media type, rather than allowing it by a wildcard, and does not rule it out by `q=0`. */
export function acceptNames(request: RequestHints, mediaType: RegExp): boolean {
  return (headerOf(request, 'accept') ?? '').split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    return mediaType.test(type) && !parameters.some((parameter) => /^q=0(?:\.0*)?$/i.test(parameter))
  })
}

/** Whether the browser says how it came to send this (Fetch Metadata); what does not is a program, or an old browser. */
export function hasFetchMetadata({ headers }: RequestHints): boolean {
  return ['sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-site', 'sec-fetch-user'].some(
    (name) => headers[name] !== undefined,
  )
}
