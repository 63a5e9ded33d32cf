import { expect, test } from 'vitest'
import { parseRecordRow } from './record-row.ts'

const time = '2026-01-02 03:04:05.678+00'
const live = [
  'session',
  'id',
  '9007199254740993',
  'f',
  '{"a": 1}',
  time,
  '2026-01-02 03:04:06+00',
  time,
  'writer',
  null,
]

test('a row becomes a record: versions beyond 2^53 exact, times in UTC', () => {
  expect(parseRecordRow(live)).toEqual({
    readable: true,
    record: {
      type: 'session',
      id: 'id',
      version: 9007199254740993n,
      deleted: false,
      data: { a: 1 },
      createdAt: new Date('2026-01-02T03:04:05.678Z'),
      modifiedAt: new Date('2026-01-02T03:04:06Z'),
      expiresAt: new Date('2026-01-02T03:04:05.678Z'),
      writtenBy: 'writer',
    },
  })
})

test.each([
  ['unknown type', 0, 'mcp_token'],
  ['data is no object', 4, null],
  ['data is no object', 4, 'null'],
  ['data is no object', 4, '[1]'],
  ['data is no object', 4, '"text"'],
  ['incomplete', 5, null],
  ['time out of range', 5, '-infinity'],
  ['time out of range', 7, 'infinity'],
  ['time out of range', 7, '0044-03-15 12:00:00+00 BC'],
])('%s: a row that no release of ours wrote is named, not thrown at', (problem, column, value) => {
  const row = live.with(column, value)

  expect(parseRecordRow(['before', ...row], 1)).toMatchObject({ readable: false, unreadable: { id: 'id', problem } })
})
