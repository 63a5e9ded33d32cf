import { sleep } from '@sallyport/kernel'

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
  if (events.env['npm_lifecycle_event'] !== undefined) void parentGone(events, stop.signal).then(onSignal)
  return { stop: stop.signal, kill: kill.signal }
}

async function parentGone(events: Pick<NodeJS.Process, 'ppid'>, stopped: AbortSignal): Promise<void> {
  const parent = events.ppid
  while (!stopped.aborted && events.ppid === parent) await sleep(500, stopped).catch(() => undefined)
}
