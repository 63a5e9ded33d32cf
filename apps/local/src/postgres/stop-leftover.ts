import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sleep } from '@sallyport/kernel'

const run = promisify(execFile)

/**
 * Makes the data folder free to start in. An earlier run that was killed may have left its Postgres running: that one is stopped.
 * It may also have left only `postmaster.pid`, whose number the system may have given to some other program since: that one is not touched.
 */
export async function stopLeftover(data: string, signal: AbortSignal): Promise<void> {
  const pidFile = join(data, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (Number.isNaN(pid)) return
  if (!(await isPostgresOf(pid, data))) return await rm(pidFile, { force: true })
  process.kill(pid, 'SIGINT')
  while (await isPostgresOf(pid, data)) await sleep(50, signal)
}

async function isPostgresOf(pid: number, data: string): Promise<boolean> {
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  const commandLine = stdout === '' ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : stdout
  return commandLine.includes('postgres') && commandLine.includes(data)
}
