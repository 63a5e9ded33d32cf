import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * When the process began, in a form only fit for comparison: with it a number that was given to another process is recognised.
 * `undefined` if there is none, or if it has ended and its parent has not noticed yet.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  const { state, start } = (await fromProc(pid)) ?? (await fromPs(pid))
  return state.startsWith('Z') ? undefined : start || undefined
}

interface ProcessStatus {
  readonly state: string
  readonly start: string
}

/** proc(5): field 2, the name, may hold anything, so the fields are counted from behind its parenthesis; 3 is the state, 22 the start. */
async function fromProc(pid: number): Promise<ProcessStatus | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? undefined : { state: fields[0] ?? '', start: fields[19] ?? '' }
}

async function fromPs(pid: number): Promise<ProcessStatus> {
  const asked = promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])
  const [, state = '', start = ''] =
    /^\s*(\S+)\s+(.*\S)\s*$/.exec((await asked.catch(() => ({ stdout: '' }))).stdout) ?? []
  return { state, start }
}
