/** Wall-clock time, for what is stored and compared across machines. */
export type Now = () => Date

export const systemNow: Now = () => new Date()

/** Milliseconds of a clock that never steps back, for timeouts and staleness within one process. */
export type MonotonicMs = () => number

export const systemMonotonicMs: MonotonicMs = () => performance.now()
