/** An IP literal, not a name: a name could be made to point elsewhere. As `URL.hostname` writes it. */
export function isLoopbackLiteral(hostname: string): boolean {
  return hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}
