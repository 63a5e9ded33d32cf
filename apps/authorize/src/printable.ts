/**
 * A peer's text, fit for a log line that may end up on a terminal: of bounded length, and with control, format and line-separating characters
 * written as escapes.
 */
export function printable(text: string, maxLength: number): string {
  const shown = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
  return shown.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
