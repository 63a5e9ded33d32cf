import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sleep } from '@sallyport/kernel'

/** Server-sent events, one a second, until the reader goes. */
export async function sendEvents(response: ServerResponse, signal: AbortSignal): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  await sendSlowly(
    response,
    1_000,
    Number.POSITIVE_INFINITY,
    (n) => `id: ${n}\ndata: ${new Date().toISOString()}\n\n`,
    signal,
  )
}

/** Twenty-five lines, five a second: whoever buffers the answer shows it late and all at once. */
export async function sendStream(response: ServerResponse, signal: AbortSignal): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
  await sendSlowly(response, 200, 25, (n) => `line ${n}\n`, signal)
}

/** An answer that lets one wait, 3 s or as many milliseconds as asked for, a minute at most. */
export async function sendLate(response: ServerResponse, delayMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = Math.min(Math.max(delayMs, 0) || 3_000, 60_000)
  await sleep(waitMs, signal)
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`after ${waitMs} ms\n`)
}

async function sendSlowly(
  response: ServerResponse,
  everyMs: number,
  count: number,
  chunk: (n: number) => string,
  signal: AbortSignal,
): Promise<void> {
  async function* chunks() {
    for (let n = 1; n <= count; n += 1) {
      yield chunk(n)
      if (n < count) await sleep(everyMs, signal)
    }
  }
  await pipeline(Readable.from(chunks()), response, { signal })
}
