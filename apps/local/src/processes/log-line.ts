const warnLevel = 40

/** One warning or error of a service's log in a form short enough for a terminal; `undefined` for everything else. */
export function shortProblem(line: string): string | undefined {
  const entry = parseEntry(line)
  if (!entry || levelOf(entry['level']) < warnLevel) return undefined
  const message = entry['msg'] ?? entry['message']
  if (typeof message !== 'string') return undefined
  const reason = reasonOf(entry)
  return reason === undefined || message.includes(reason) ? message : `${message}: ${reason}`
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function levelOf(level: unknown): number {
  if (typeof level === 'number') return level
  return level === 'warn' || level === 'error' || level === 'fatal' ? warnLevel : 0
}

function reasonOf(entry: Record<string, unknown>): string | undefined {
  const error = entry['err'] ?? entry['error'] ?? entry['reason']
  if (typeof error === 'string') return error
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  return undefined
}
