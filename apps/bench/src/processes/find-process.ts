import { readdir, readFile } from 'node:fs/promises'

/** The process whose command line holds all of these arguments. */
export async function findProcess(args: readonly string[]): Promise<number> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    const given = commandLine.split('\0')
    if (args.every((arg) => given.includes(arg))) return Number(name)
  }
  throw new Error(`no process runs with ${args.join(' ')}`)
}
