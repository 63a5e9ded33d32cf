import { readFile } from 'node:fs/promises'

/** Linux counts in hundredths of a second for every program, whatever the kernel's own tick (proc(5), sysconf(3)). */
const ticksPerSecond = 100

/** The processor time in seconds that a process has used so far, in the kernel and outside, all its threads together. */
export async function processCpuSeconds(pid: number): Promise<number> {
  return cpuSecondsOf(await readFile(`/proc/${pid}/stat`, 'utf8'))
}

/** The same for several processes together. */
export async function cpuSecondsOfAll(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(processCpuSeconds))
  return each.reduce((sum, seconds) => sum + seconds, 0)
}

/** From the text of `/proc/<pid>/stat`. The name of the program may hold spaces and brackets, so fields count from the last bracket. */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  if (!Number.isFinite(ticks)) throw new Error('the processor time of a process cannot be read')
  return ticks / ticksPerSecond
}
