import type { Logger, MonotonicMs } from '@sallyport/kernel'

/** One step of stopping, in the order in which they are done. */
export interface StopPhase {
  readonly name: string
  stop(): Promise<void> | void
}

/** Runs the phases one after another and logs how long each took. A phase that fails is logged and does not keep the next from running. */
export async function stopInOrder(
  phases: readonly StopPhase[],
  log: Logger,
  monotonicMs: MonotonicMs = () => performance.now(),
): Promise<void> {
  for (const phase of phases) {
    const begunMs = monotonicMs()
    try {
      await phase.stop()
      log.info({ phase: phase.name, elapsed_ms: Math.round(monotonicMs() - begunMs) }, 'stop phase done')
    } catch (error) {
      log.error({ err: error, phase: phase.name, elapsed_ms: Math.round(monotonicMs() - begunMs) }, 'stop phase failed')
    }
  }
}
