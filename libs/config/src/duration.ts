import { z } from 'zod'

const msPerUnit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const
const format = /^(?:\d+(?:ms|s|m|h))+$/

/** The milliseconds of a duration such as `30s`, `1h30m` or `250ms`; `undefined` for anything else. */
export function parseDurationMs(text: string): number | undefined {
  if (!format.test(text)) return undefined
  let total = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+)(ms|s|m|h)/g)) {
    total += Number(amount) * (isUnit(unit) ? msPerUnit[unit] : 0)
  }
  return Number.isSafeInteger(total) ? total : undefined
}

/** A duration in the file, milliseconds in the program; `minMs` and `maxMs` are inclusive. */
export function duration({ minMs = 0, maxMs = 366 * 24 * msPerUnit.h }: { minMs?: number; maxMs?: number } = {}) {
  return z
    .string({ error: 'expected a duration such as 30s, 5m or 14h' })
    .transform((text, context) => {
      const ms = parseDurationMs(text)
      if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms
      const message =
        ms === undefined
          ? 'expected a duration such as 30s, 5m or 14h'
          : `expected a duration from ${minMs / 1_000} to ${maxMs / 1_000} seconds`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .meta({ title: 'duration' })
}

function isUnit(text: string): text is keyof typeof msPerUnit {
  return Object.hasOwn(msPerUnit, text)
}
