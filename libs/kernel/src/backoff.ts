/** Exponential backoff with full jitter: a random wait of up to `min(capMs, baseMs * 2^attempt)`, so that a fleet never retries in step. */
export function backoffMs(
  attempt: number,
  {
    baseMs = 100,
    capMs = 5_000,
    random = Math.random,
  }: { baseMs?: number; capMs?: number; random?: () => number } = {},
): number {
  return Math.ceil(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)))
}
