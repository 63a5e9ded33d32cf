import { parseDurationMs } from '@sallyport/routing'
import { z } from 'zod'

const longestMs = 366 * 24 * 3_600_000

/** A duration in the file, milliseconds in the program; `minMs` and `maxMs` are inclusive. */
export function duration({ minMs = 0, maxMs = longestMs }: { minMs?: number; maxMs?: number } = {}) {
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
