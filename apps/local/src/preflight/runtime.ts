import { AppError } from '@sallyport/kernel'

/** @throws AppError unless this is a Node that runs TypeScript and explicit resource management as they are. */
export function checkRuntime(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) >= 24) return
  throw new AppError(
    'failed-precondition',
    `this is Node ${version}, and Sallyport needs 24 or newer. "npm ci" installs Node 26 beside it, and "npm start" uses that one; if it still does not, install scripts are switched off (npm ci --ignore-scripts=false)`,
  )
}
