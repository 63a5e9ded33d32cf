import type { Criterion } from '../criterion.ts'
import { describe, isObject } from '../document-value.ts'
import { absent, allFound, type Finding, found } from '../finding.ts'
import { parseDigestMatcher } from '../matchers/digest-matcher.ts'
import { parseStringMatcher } from '../matchers/string-matcher.ts'
import type { ClientCertificate } from '../policy-input.ts'
import type { Problems } from '../problems.ts'

/**
 * Matches the verified client certificate; several keys must all hold.
 * No certificate, or no name of the kind asked for, is `absent`.
 */
export const clientCertificate: Criterion = {
  reasons: { met: 'client-certificate-ok', unmet: 'client-certificate-unauthorized' },
  parse: (data, problems) => {
    if (!isObject(data)) return problems.add(`expected an object with ${keyNames}, got ${describe(data)}`)
    const entries = Object.entries(data)
    if (entries.length === 0) return problems.add(`expected at least one of ${keyNames}`)
    const tests: CertificateTest[] = []
    for (const [key, wanted] of entries) {
      const place = problems.at(key)
      const test = isKey(key)
        ? keys[key](wanted, place)
        : place.add(`unknown key ${JSON.stringify(key)}: expected ${keyNames}`)
      if (test) tests.push(test)
    }
    return (input) => {
      const certificate = input.clientCertificate()
      return certificate ? allFound(tests.map((test) => test(certificate))) : absent(false)
    }
  },
}

type CertificateTest = (certificate: ClientCertificate) => Finding

const keys = {
  fingerprint: (data: unknown, problems: Problems): CertificateTest | undefined => {
    const matches = parseDigestMatcher(data, problems, fingerprintFormat)
    return matches && (({ fingerprint }) => found(matches(fingerprint)))
  },
  spki_hash: (data: unknown, problems: Problems): CertificateTest | undefined => {
    const matches = parseDigestMatcher(data, problems, spkiHashFormat)
    return matches && (({ spkiHash }) => found(matches(spkiHash)))
  },
  san_dns: (data: unknown, problems: Problems) => namesTest(data, problems, ({ sanDns }) => sanDns),
  san_email: (data: unknown, problems: Problems) => namesTest(data, problems, ({ sanEmail }) => sanEmail),
  san_uri: (data: unknown, problems: Problems) => namesTest(data, problems, ({ sanUri }) => sanUri),
}

const keyNames = Object.keys(keys).join(', ')

const fingerprintFormat = {
  expected: 'a SHA-256 fingerprint in hex',
  canonical: (text: string): string | undefined =>
    /^([0-9a-f]{64}|[0-9a-f]{2}(:[0-9a-f]{2}){31})$/i.test(text) ? text.replaceAll(':', '').toLowerCase() : undefined,
}

const spkiHashFormat = {
  expected: 'a SHA-256 hash in base64',
  canonical: (text: string): string | undefined => (/^[A-Za-z0-9+/]{43}=$/.test(text) ? text : undefined),
}

function namesTest(
  data: unknown,
  problems: Problems,
  namesOf: (certificate: ClientCertificate) => readonly string[],
): CertificateTest | undefined {
  const matcher = parseStringMatcher(data, problems)
  return (
    matcher &&
    ((certificate) => {
      const names = namesOf(certificate)
      const met = matcher.matchesAny(names)
      return names.length === 0 ? absent(met) : found(met)
    })
  )
}

function isKey(key: string): key is keyof typeof keys {
  return Object.hasOwn(keys, key)
}
