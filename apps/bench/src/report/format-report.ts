import { styleText } from 'node:util'
import { type Aim, isMet, type Ratio, type Report, type Table } from './report.ts'

/** The report for a terminal: ratios first, then aims, then the figures behind them. */
export function formatReport({ machine, isQuick, seconds, parts }: Report): string {
  const { cores, processor, node, postgres, loadBefore } = machine
  const ratios = parts.flatMap(({ ratios: all }) => all)
  const sections = [
    `${cores} cores of ${processor}, Node ${node}${postgres === undefined ? '' : `, Postgres ${postgres}`}, load before the run ${loadBefore.toFixed(1)}`,
    ...(ratios.length > 0 ? [formatTable(tableOf(ratios))] : []),
    ['Aims', ...parts.flatMap(({ aims }) => aims).map(formatAim)].join('\n'),
    ...parts.flatMap(({ tables }) => tables).map(formatTable),
    `${seconds.toFixed(0)} s in all${isQuick ? '; a quick run is a smoke test, and its figures are not to be quoted' : ''}`,
  ]
  return `${sections.join('\n\n')}\n`
}

function tableOf(ratios: readonly Ratio[]): Table {
  return {
    title: 'Ratios (median of the rounds, ± half of what lies between the extremes)',
    columns: ['', 'ratio', '±'],
    rows: ratios.map(({ what, median, spread }) => [what, median.toFixed(2), `${(spread * 50).toFixed(0)} %`]),
  }
}

function formatAim(aim: Aim): string {
  const { what, wanted, limit, measured, unit, because } = aim
  const verdict = isMet(aim) ? styleText('green', 'met   ') : styleText('red', 'missed')
  const line = `  ${verdict} ${what}: ${round(measured)}${unit}, wanted ${wanted} ${round(limit)}${unit}`
  return isMet(aim) ? line : `${line}\n         ${because}`
}

function formatTable({ title, columns, rows }: Table): string {
  const lines = [columns, ...rows]
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const formatted = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [title, ...formatted.map((line) => `  ${line}`)].join('\n')
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
