import { type Logger, pino } from 'pino'
import { GatheredLines } from './gathered-lines.ts'
import { isoTimeField } from './iso-time-field.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** JSON lines on standard output, each with the service and its instance. Secrets print themselves as `[redacted]`. */
export function createLogger(service: string, instance: string, level: LogLevel = 'info'): Logger {
  const options = {
    level,
    base: { service, instance },
    timestamp: isoTimeField(),
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(options, standardOutput())
}

/** One for the process, so that the lines of all its loggers keep their order. */
let gathered: GatheredLines | undefined

function standardOutput(): GatheredLines {
  if (gathered !== undefined) return gathered
  const lines = new GatheredLines(pino.destination({ dest: 1, sync: true }))
  process.once('exit', () => lines.flush())
  gathered = lines
  return lines
}
