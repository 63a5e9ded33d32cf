import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { AppError } from '@sallyport/kernel'
import { processStart } from './process-start.ts'

export interface StateLock extends AsyncDisposable {
  /** The process that held it before ended without letting go: it was killed, or the machine went down. */
  readonly wasTakenOver: boolean
}

/** Holds the folder for this process until disposed. A lock whose process is gone, or is another one by now, is taken over. */
export async function lockState(lockFile: string): Promise<StateLock> {
  const own = `${process.pid} ${await processStart(process.pid)}\n`
  const making = `${lockFile}.${process.pid}`
  await writeFile(making, own, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (await linked(making, lockFile)) {
        return { wasTakenOver: attempt > 0, [Symbol.asyncDispose]: () => rm(lockFile, { force: true }) }
      }
      const holder = await readHolder(lockFile)
      if (holder !== undefined) {
        throw new AppError(
          'conflict',
          `it runs already, as process ${holder}: stop that one first, or use --state for a second one`,
        )
      }
      await rm(lockFile, { force: true })
    }
  } finally {
    await rm(making, { force: true })
  }
  throw new AppError('conflict', `${lockFile} is taken again and again; is it being started twice?`)
}

/** `link` fails if the name is taken, and the file appears with its content. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function readHolder(lockFile: string): Promise<number | undefined> {
  const [, pid = '', start] = /^(\d+) (.+)\n$/.exec(await readFile(lockFile, 'utf8').catch(() => '')) ?? []
  return start !== undefined && (await processStart(Number(pid))) === start ? Number(pid) : undefined
}
