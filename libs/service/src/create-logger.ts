import { type Logger, pino } from 'pino'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** JSON lines on standard output, each with the service and its instance. Secrets print themselves as `[redacted]`. */
export function createLogger(service: string, instance: string, level: LogLevel = 'info'): Logger {
  return pino({
    level,
    base: { service, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })
}
