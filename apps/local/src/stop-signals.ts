// From a terminal one Ctrl-C arrives twice: once from the terminal itself and once passed on by npm.
const sameKeyPressMs = 400

export interface StopSignals {
  /** The first signal: stop in order. */
  readonly stop: AbortSignal
  /** A second one: end at once. */
  readonly kill: AbortSignal
}

/** Turns SIGINT, SIGTERM and SIGHUP into `stop` and then `kill`. Once npm is gone, which started us and would have told us, it is `stop` too. */
export function stopSignals(events: NodeJS.Process): StopSignals {
  const stop = new AbortController()
  const kill = new AbortController()
  let stoppedAtMs = Number.POSITIVE_INFINITY
  const onSignal = (): void => {
    if (performance.now() - stoppedAtMs > sameKeyPressMs) kill.abort()
    if (stop.signal.aborted) return
    stoppedAtMs = performance.now()
    stop.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) events.on(signal, onSignal)
  if (events.env['npm_lifecycle_event'] !== undefined) onParentGone(events, onSignal)
  return { stop: stop.signal, kill: kill.signal }
}

// Unreferenced: a start that failed ends at once, and not only with its parent.
function onParentGone(events: Pick<NodeJS.Process, 'ppid'>, listener: () => void): void {
  const parent = events.ppid
  const watching = setInterval(() => {
    if (events.ppid === parent) return
    clearInterval(watching)
    listener()
  }, 500)
  watching.unref()
}
