import { once } from 'node:events'

/** Waits for SIGTERM or SIGINT, or, in a child of `npm start`, for the pipe from it to close: that happens however it ends. */
export async function untilStopped(environment: NodeJS.ProcessEnv): Promise<void> {
  const endings = [once(process, 'SIGTERM'), once(process, 'SIGINT')]
  if (environment['SALLYPORT_PARENT_PIPE'] === 'stdin') endings.push(once(process.stdin.resume(), 'close'))
  await Promise.race(endings)
  process.stdin.destroy()
}
