import { type Logger, pino } from 'pino'
import { GatheredLines } from './gathered-lines.ts'
import { isoTimeField } from './iso-time-field.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LoggerOptions {
  readonly level?: LogLevel
  /**
   * Writes the lines of up to 100 ms together, which a busy proxy needs. What waits when the process is killed is lost,
   * so it is not for a log that must be whole, such as that of decisions.
   */
  readonly gathersLines?: boolean
}

/** JSON lines on standard output, each with the service and its instance. Secrets print themselves as `[redacted]`. */
export function createLogger(
  service: string,
  instance: string,
  { level = 'info', gathersLines = false }: LoggerOptions = {},
): Logger {
  const options = {
    level,
    base: { service, instance },
    timestamp: isoTimeField(),
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(options, gathersLines ? gatheredOutput() : directOutput())
}

// One of each for the process, so that the lines of all its loggers keep their order.
let direct: ReturnType<typeof pino.destination> | undefined
let gathered: GatheredLines | undefined

function directOutput() {
  direct ??= pino.destination({ dest: 1, sync: true })
  return direct
}

function gatheredOutput(): GatheredLines {
  if (gathered !== undefined) return gathered
  const lines = new GatheredLines(directOutput())
  process.once('exit', () => lines.flush())
  gathered = lines
  return lines
}
