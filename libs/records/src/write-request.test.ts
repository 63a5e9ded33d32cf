import { expect, test } from 'vitest'
import type { DeleteOperation, PutOperation } from './record-store.ts'
import { checkDelete, checkPut, maxVersion } from './write-request.ts'

const put: PutOperation = {
  type: 'user',
  id: 'idp/alice',
  precondition: { mode: 'create' },
  data: { email: 'alice@example.com' },
  writtenBy: 'spiffe://sallyport.internal/service/authenticate/a',
}
const remove: DeleteOperation = { type: 'user', id: 'idp/alice', reason: 'left', writtenBy: put.writtenBy }
const operationId = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'
const refused = expect.objectContaining({ code: 'invalid-argument' })

test('the digest tells requests apart, and not who asks', () => {
  const digest = (change: Partial<PutOperation>): string | undefined =>
    checkPut({ ...put, operationId, ...change }).remembered?.digest
  const fence = { lease: 'l', holder: 'h', token: 1n }

  expect(digest({ writtenBy: 'somebody else' })).toBe(digest({}))
  const others = [
    digest({}),
    digest({ id: 'idp/bob' }),
    digest({ data: {} }),
    digest({ precondition: { mode: 'compare-and-set', expectedVersion: 1n } }),
    digest({ precondition: { mode: 'compare-and-set', expectedVersion: 2n } }),
    digest({ expiresAt: new Date(1) }),
    digest({ fence }),
    digest({ fence: { ...fence, token: 2n } }),
    checkDelete({ ...remove, operationId }).remembered?.digest,
    checkDelete({ ...remove, operationId, reason: 'other' }).remembered?.digest,
    checkDelete({ ...remove, operationId, expectedVersion: 1n }).remembered?.digest,
  ]
  expect(new Set(others).size).toBe(others.length)
})

test('an expected version is a version', () => {
  for (const expectedVersion of [0n, -1n, maxVersion + 1n]) {
    expect(() => checkPut({ ...put, precondition: { mode: 'compare-and-set', expectedVersion } })).toThrow(refused)
    expect(() => checkDelete({ ...remove, expectedVersion })).toThrow(refused)
  }
})

test('a person’s state is never overwritten blindly', () => {
  expect(() => checkPut({ ...put, precondition: { mode: 'upsert' } })).toThrow(refused)
  expect(() => checkPut({ ...put, type: 'route', precondition: { mode: 'upsert' } })).not.toThrow()
})

test('reasons, writers and leases are text', () => {
  for (const text of ['', 'a\0b', '\ud800', 'x'.repeat(513)]) {
    expect(() => checkDelete({ ...remove, reason: text })).toThrow(refused)
    expect(() => checkPut({ ...put, writtenBy: text })).toThrow(refused)
    expect(() => checkPut({ ...put, fence: { lease: text, holder: 'h', token: 1n } })).toThrow(refused)
  }
})
