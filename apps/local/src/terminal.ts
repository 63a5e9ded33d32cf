import { styleText } from 'node:util'

/** What the person at the terminal sees: short progress lines, problems, and the addresses at the end. */
export interface Terminal {
  /** Something that went as intended. */
  step(text: string): void
  /** Something to know about that stops nothing. */
  warn(text: string): void
  /** Text as it is, for the banner and the help. */
  print(text: string): void
}

export function terminalOn(stream: NodeJS.WritableStream): Terminal {
  // `styleText` looks at the stream itself: no colour without a terminal, and NO_COLOR is honoured.
  const paint = (format: 'green' | 'yellow', text: string): string => styleText(format, text, { stream })
  return {
    step: (text) => void stream.write(`${paint('green', '✓')} ${text}\n`),
    warn: (text) => void stream.write(`${paint('yellow', '!')} ${text}\n`),
    print: (text) => void stream.write(`${text}\n`),
  }
}

/** `0.9 s`, as the progress lines say it. */
export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`
}
