import type { Logger } from '@sallyport/kernel'

/** A logger whose lines can be read. */
export function recordingLog(): { readonly log: Logger; readonly text: () => string } {
  const lines: string[] = []
  const write = (fields: object, message: string): void => {
    lines.push(JSON.stringify({ ...fields, message }, (_, value) => (value instanceof Error ? String(value) : value)))
  }
  return { log: { debug: write, info: write, warn: write, error: write }, text: () => lines.join('\n') }
}
