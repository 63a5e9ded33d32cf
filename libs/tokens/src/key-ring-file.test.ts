import { isAppError, Secret } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { newKeyRingFile, parseKeyRingFile } from './key-ring-file.ts'
import { openBytes, sealBytes } from './seal.ts'

const plaintext = Buffer.from('provider tokens')

test('a new ring seals and opens', () => {
  const ring = parseKeyRingFile(newKeyRingFile())
  expect(openBytes(ring, sealBytes(ring, plaintext, ['x']), ['x'])).toMatchObject({ outcome: 'opened' })
})

test('the first key seals and the others still open', () => {
  const before = newKeyRingFile().reveal()
  const sealedBefore = sealBytes(parseKeyRingFile(new Secret(before)), plaintext, ['x'])
  const added = newKeyRingFile().reveal()
  const ring = parseKeyRingFile(new Secret(`# rotated\n\n${added}${before}`))
  expect(ring.sealingKey().kid).toBe(added.split(' ')[0])
  expect(openBytes(ring, sealedBefore, ['x'])).toMatchObject({ outcome: 'opened' })
})

test.each(['k1', 'k1 short', `k1 ${'A'.repeat(43)} more`, `k1 ${'A'.repeat(42)}B`])(
  'a malformed line is named, not shown: %s',
  (line) => {
    const parse = (): unknown => parseKeyRingFile(new Secret(`# keys\n${line}\n`))
    expect(parse).toThrow(/line 2/)
    try {
      parse()
    } catch (error) {
      expect(isAppError(error, 'invalid-argument') && error.message).not.toContain('AAAA')
    }
  },
)

test('a file without keys is refused', () => {
  expect(() => parseKeyRingFile(new Secret('# nothing\n'))).toThrow(/at least one key/)
})
