import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** When the process began, in a form only fit for comparison: with it a number that was given to another process is recognised. `undefined` if there is none. */
export async function processStart(pid: number): Promise<string | undefined> {
  try {
    // The name in field 2 may hold anything, so the fields are counted from behind its parenthesis; field 22 is the start (proc(5)).
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }))
    return stdout.trim() || undefined
  }
}
