/**
 * The time of a log line in the form of RFC 3339 with milliseconds, as the field that pino wants. Within a second only the
 * milliseconds are written anew: to format a date costs as much as the rest of a short line.
 */
export function isoTimeField(nowMs: () => number = Date.now): () => string {
  let second = Number.NaN
  let beginning = ''
  return () => {
    const now = nowMs()
    const milliseconds = now % 1_000
    if (now - milliseconds !== second) {
      second = now - milliseconds
      beginning = `,"time":"${new Date(second).toISOString().slice(0, -'000Z'.length)}`
    }
    return `${beginning}${milliseconds.toString().padStart(3, '0')}Z"`
  }
}
