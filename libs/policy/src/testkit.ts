import { compilePolicy } from './compile-policy.ts'
import { evaluatePolicy, type PolicyResult } from './evaluate-policy.ts'
import { parsePolicy } from './parse-policy.ts'
import type { ClientCertificate, PolicyInput, Subject } from './policy-input.ts'

/** For this package's tests: a request by its attributes, and what a document decides about it. */
export interface TestRequest {
  readonly subject?: Partial<Subject> | undefined
  readonly method?: string
  readonly path?: string
  readonly sourceIp?: string | undefined
  readonly clientCertificate?: Partial<ClientCertificate> | undefined
  readonly headers?: Readonly<Record<string, string>>
}

export function inputOf(request: TestRequest): PolicyInput {
  const { subject, clientCertificate } = request
  return {
    subject: () => subject && { userId: 'idp/1', groups: [], claims: {}, ...subject },
    method: () => request.method ?? 'GET',
    path: () => request.path ?? '/',
    sourceIp: () => request.sourceIp,
    clientCertificate: () =>
      clientCertificate && {
        fingerprint: '0'.repeat(64),
        spkiHash: `${'A'.repeat(43)}=`,
        sanDns: [],
        sanEmail: [],
        sanUri: [],
        ...clientCertificate,
      },
    header: (name) => request.headers?.[name],
  }
}

export function decide(document: unknown, request: TestRequest = {}): PolicyResult {
  const parsed = parsePolicy(document)
  if ('problems' in parsed) throw new Error(`not a policy: ${JSON.stringify(parsed.problems)}`)
  return evaluatePolicy(compilePolicy(parsed.policy, 'test'), inputOf(request))
}

/** The outcome where the criterion alone allows, where its negation allows, and where each denies what is else allowed. */
export function outcomesOf(criterion: unknown, request: TestRequest = {}) {
  const everybody = { or: [{ accept: true }] }
  return {
    allow: decide({ allow: { and: [criterion] } }, request).outcome,
    allowNot: decide({ allow: { not: [criterion] } }, request).outcome,
    deny: decide({ allow: everybody, deny: { and: [criterion] } }, request).outcome,
    denyNot: decide({ allow: everybody, deny: { not: [criterion] } }, request).outcome,
  }
}

export const whenMet = { allow: 'allow', allowNot: 'deny', deny: 'deny', denyNot: 'allow' }
export const whenUnmet = { allow: 'deny', allowNot: 'allow', deny: 'allow', denyNot: 'deny' }
export const whenUnknown = { allow: 'deny', allowNot: 'deny', deny: 'deny', denyNot: 'deny' }
/** Absent, and an empty attribute would not meet the criterion; would meet it. */
export const whenAbsentUnmet = { allow: 'deny', allowNot: 'deny', deny: 'allow', denyNot: 'deny' }
export const whenAbsentMet = { allow: 'deny', allowNot: 'deny', deny: 'deny', denyNot: 'allow' }
export const whenNoSession = {
  allow: 'unauthenticated',
  allowNot: 'unauthenticated',
  deny: 'unauthenticated',
  denyNot: 'unauthenticated',
}

/** The reason that a criterion gives in `allow`. */
export function codeOf(criterion: unknown, request: TestRequest = {}): string {
  return decide({ allow: { and: [criterion] } }, request)
    .reasons.map(({ code }) => code)
    .join()
}

/** `path: message` of each problem with a criterion, the path beginning at the criterion's name. */
export function problemsOf(criterion: unknown): readonly string[] {
  const parsed = parsePolicy({ allow: { and: [criterion] } })
  return 'problems' in parsed
    ? parsed.problems.map(({ path, message }) => `${path.slice(3).join('.')}: ${message}`)
    : []
}
