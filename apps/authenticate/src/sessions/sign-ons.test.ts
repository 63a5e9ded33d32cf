import { encodeSession, encodeUser } from '@sallyport/identity'
import { AppError } from '@sallyport/kernel'
import type { RecordKey, StoredRecord } from '@sallyport/records'
import { hashHandleSecret, newHandleSecret, newKeyRingFile, parseKeyRingFile, randomId } from '@sallyport/tokens'
import { expect, test } from 'vitest'
import { SignOnCookie } from '../cookies/sign-on-cookie.ts'
import { SignOns } from './sign-ons.ts'

const now = () => new Date('2026-01-01T12:00:00Z')
const signal = AbortSignal.timeout(10_000)
const secret = newHandleSecret()
const session = {
  id: randomId(),
  userId: 'corporate/alice',
  kind: 'browser',
  handleHash: hashHandleSecret(secret),
  issuedAt: new Date('2026-01-01T11:00:00Z'),
  expiresAt: new Date('2026-01-01T13:00:00Z'),
  provider: 'corporate',
  emailVerified: false,
  groups: [],
  claims: {},
} as const
const user = {
  id: 'corporate/alice',
  provider: 'corporate',
  issuer: 'https://idp.example',
  subject: 'alice',
  emailVerified: false,
  groups: [],
} as const

function live(
  record: RecordKey & { readonly data: Readonly<Record<string, unknown>>; readonly expiresAt?: Date },
): StoredRecord {
  return { ...record, deleted: false, version: 1n, createdAt: now(), modifiedAt: now(), writtenBy: 'test' }
}

/** What a browser with a cookie for `handle` is, when these records are stored. */
async function readWith(records: readonly StoredRecord[], handle = { sessionId: session.id, secret }) {
  const ring = parseKeyRingFile(newKeyRingFile())
  const cookie = new SignOnCookie({ ring, host: 'authenticate.example.com', lifetimeMs: 86_400_000, now })
  const [pair = ''] = cookie.set({ ...handle, recordVersion: 1n, epoch: 'e' }).split(';')
  const [name = '', value = ''] = pair.split('=')
  const get = async ({ type, id }: RecordKey) => records.find((record) => record.type === type && record.id === id)
  return new SignOns({ get }, cookie, now).read([{ name, value }], signal)
}

test('a session is good with its own handle, its record and its user', async () => {
  const signOn = await readWith([live(encodeSession(session)), live(encodeUser(user))])
  expect(signOn).toMatchObject({ outcome: 'good', session: { id: session.id }, handle: { recordVersion: 1n } })
})

test('a cookie that names a session without holding its handle is worth nothing', async () => {
  const records = [live(encodeSession(session)), live(encodeUser(user))]
  const forged = { sessionId: session.id, secret: newHandleSecret() }
  expect(await readWith(records, forged)).toEqual({ outcome: 'not-good', reason: 'cookie-forged' })
})

test('CK-07: the records decide, whatever the cookie says', async () => {
  const [storedSession, storedUser] = [live(encodeSession(session)), live(encodeUser(user))]
  const expired = live(encodeSession({ ...session, expiresAt: now() }))
  const signedOut = live(encodeUser({ ...user, sessionsValidFrom: session.issuedAt }))
  expect(await readWith([storedUser])).toMatchObject({ reason: 'session-ended' })
  expect(await readWith([expired, storedUser])).toMatchObject({ reason: 'session-expired' })
  expect(await readWith([storedSession])).toMatchObject({ reason: 'user-removed' })
  expect(await readWith([storedSession, signedOut])).toMatchObject({ reason: 'signed-out' })
})

test('without a cookie nothing is read, and what cannot be read is not decided', async () => {
  const get = async () => {
    throw new AppError('unavailable', 'away')
  }
  const ring = parseKeyRingFile(newKeyRingFile())
  const cookie = new SignOnCookie({ ring, host: 'authenticate.example.com', lifetimeMs: 86_400_000, now })
  const signOns = new SignOns({ get }, cookie, now)
  expect(await signOns.read([], signal)).toEqual({ outcome: 'none' })
  const [pair = ''] = cookie.set({ sessionId: session.id, secret, recordVersion: 1n, epoch: 'e' }).split(';')
  const [name = '', value = ''] = pair.split('=')
  await expect(signOns.read([{ name, value }], signal)).rejects.toMatchObject({ code: 'unavailable' })
})
