import { Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { apiTokenKind, newApiToken } from './api-token.ts'

test.for(['sa', 'join', 'agent'] as const)('a %s token is known by prefix and checksum', (kind) => {
  const token = newApiToken(kind)
  expect(token.reveal()).toMatch(new RegExp(`^sp_${kind}_[A-Za-z0-9_-]{48}$`))
  expect(apiTokenKind(token)).toBe(kind)
})

test('one wrong character breaks the checksum', () => {
  const text = newApiToken('sa').reveal()
  for (let index = 6; index < text.length; index++) {
    const wrong = text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1)
    expect(apiTokenKind(new Secret(wrong))).toBeUndefined()
  }
})

test('a token of one kind is none of another', () => {
  const relabelled = newApiToken('join').reveal().replace('sp_join_', 'sp_sa_')
  expect(apiTokenKind(new Secret(relabelled))).toBeUndefined()
})
