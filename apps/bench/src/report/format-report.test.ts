import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { formatReport } from './format-report.ts'
import type { Aim, Report } from './report.ts'

const aim = { what: 'snapshot', wanted: 'at most', limit: 3, unit: ' s', because: 'the disk is slow' } as const
const machine = { cores: 2, processor: 'Test CPU', node: '26.0.0', postgres: '18.4', loadBefore: 0.25 }
const report = (aims: readonly Aim[]): Report => ({
  machine,
  isQuick: false,
  seconds: 12,
  parts: [
    {
      part: 'http',
      ratios: [{ what: 'a to b', median: 1.234, spread: 0.2 }],
      aims,
      tables: [
        {
          title: 'HTTP',
          columns: ['', 'p50 ms'],
          rows: [
            ['a', '1.00'],
            ['long', '10.00'],
          ],
        },
      ],
    },
  ],
})
const printed = (aims: readonly Aim[]) => stripVTControlCharacters(formatReport(report(aims)))

test('ratios come first, then aims, then tables', () => {
  const text = printed([{ ...aim, measured: 2 }])
  expect(text.indexOf('1.23')).toBeLessThan(text.indexOf('Aims'))
  expect(text.indexOf('Aims')).toBeLessThan(text.indexOf('HTTP'))
  expect(text).toContain('a to b   1.23  10 %')
  expect(text).toContain('  a       1.00\n  long   10.00')
})

test('an aim that is missed says why, one that is met does not', () => {
  expect(printed([{ ...aim, measured: 3 }])).toContain('met    snapshot: 3.00 s, wanted at most 3.00 s')
  expect(printed([{ ...aim, measured: 3 }])).not.toContain('the disk is slow')
  expect(printed([{ ...aim, measured: 4 }])).toContain('missed snapshot: 4.00 s')
  expect(printed([{ ...aim, measured: 4 }])).toContain('the disk is slow')
  expect(printed([{ ...aim, wanted: 'at least', measured: 2 }])).toContain('missed')
})
