import { sleep, withTimeout } from '@sallyport/kernel'

/** Waits until `condition` gives something truthy, and resolves with it. What it throws counts as "not yet". */
export async function until<T>(
  what: string,
  condition: () => Promise<T> | T,
  { limitMs = 15_000, everyMs = 20 }: { readonly limitMs?: number; readonly everyMs?: number } = {},
): Promise<NonNullable<T>> {
  using deadline = withTimeout(limitMs)
  let problem: unknown
  while (!deadline.aborted) {
    try {
      const found = await condition()
      if (found) return found
      problem = undefined
    } catch (error) {
      problem = error
    }
    await sleep(everyMs)
  }
  throw new Error(`${what}: not within ${limitMs} ms`, { cause: problem })
}
