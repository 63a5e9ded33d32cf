import { AppError } from '@sallyport/kernel'

/**
 * Aborts at the first SIGTERM or SIGINT, and when standard input ends if `parentPipe` says that a parent holds it:
 * a child so ends with its parent even if the parent is killed. A second signal ends the process at once.
 */
export function shutdownSignal({ parentPipe = false }: { readonly parentPipe?: boolean } = {}): AbortSignal {
  const controller = new AbortController()
  const end = (why: string): void => controller.abort(new AppError('cancelled', why))
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143)
    end(`${signal} received`)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (parentPipe) {
    const parentGone = (): void => end('the parent process is gone')
    process.stdin.on('end', parentGone)
    process.stdin.on('error', parentGone)
    process.stdin.resume()
    process.stdin.unref()
  }
  return controller.signal
}
