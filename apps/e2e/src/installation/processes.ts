import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface ListedProcess {
  readonly pid: number
  readonly command: string
}

/** The processes whose command line holds the text, such as the path of one installation's state. */
export async function processesWith(text: string): Promise<readonly ListedProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args=', '-ww'], { maxBuffer: 16 * 1_048_576 })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? []
    return pid !== undefined && command?.includes(text) ? [{ pid: Number(pid), command }] : []
  })
}
