import { cpuSecondsOfAll } from './process-cpu.ts'

/** What `work` answered, and the processor time that these processes used meanwhile. */
export async function withCpu<Result>(
  pids: readonly number[],
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly cpuSeconds: number }> {
  const before = await cpuSecondsOfAll(pids)
  const result = await work()
  return { result, cpuSeconds: (await cpuSecondsOfAll(pids)) - before }
}
