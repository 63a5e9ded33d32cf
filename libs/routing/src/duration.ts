const msPerUnit: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/** The milliseconds of a duration such as `30s`, `1m30s`, `250ms` or `0`; `undefined` for anything else. */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(?:\d{1,9}(?:ms|s|m|h))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+)(ms|[smh])/g)) {
    total += Number(amount) * (msPerUnit.get(unit) ?? 0)
  }
  return total
}
