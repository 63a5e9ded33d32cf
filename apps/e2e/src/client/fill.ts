import { once } from 'node:events'
import type { Writable } from 'node:stream'

const chunk = Buffer.alloc(65_536, 'sallyport ')
const heldUpAfterMs = 400

/** Writes as much as the other end takes while it reads nothing; resolves with the number of bytes once it is held up, or has reached `mostBytes`. */
export async function fill(target: Writable, mostBytes: number): Promise<number> {
  let written = 0
  while (written < mostBytes) {
    written += chunk.length
    if (target.write(chunk)) continue
    const goesOn = await once(target, 'drain', { signal: AbortSignal.timeout(heldUpAfterMs) }).catch(() => undefined)
    if (!goesOn) return written
  }
  return written
}
