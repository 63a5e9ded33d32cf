/** Reasons for which the proxy takes a request not at all, besides those that its head and its target give. `docs/errors.md` says what each means. */
export const edgeReasonCodes = [
  /** No HTTP/1 head can be read from what came. */
  'malformed-request',
  'head-too-slow',
  'websocket-not-allowed',
] as const

export type EdgeReason = (typeof edgeReasonCodes)[number]
