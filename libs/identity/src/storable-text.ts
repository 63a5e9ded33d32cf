/**
 * What an identity provider wrote, as text that every store gives back as it got it: NUL and lone surrogates become U+FFFD. Left out,
 * such a value would slip past a rule that denies by it; as it is, nobody who has it could sign in.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
