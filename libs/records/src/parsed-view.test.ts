import { expect, test } from 'vitest'
import { MirroredRecord } from './mirrored-record.ts'
import { ParsedView } from './parsed-view.ts'

test('a record is parsed once, and a newer version of it anew', () => {
  const at = new Date(0)
  const record = (version: bigint) =>
    new MirroredRecord({
      deleted: false,
      type: 'route',
      id: 'r',
      version,
      data: {},
      createdAt: at,
      modifiedAt: at,
      writtenBy: 'test',
    })
  const parsed: bigint[] = []
  const view = new ParsedView(({ version }) => {
    parsed.push(version)
    return undefined
  })
  const [first, second] = [record(1n), record(2n)]
  for (const each of [first, first, second, second, first]) view.of(each)
  expect(parsed).toEqual([1n, 2n])
})
