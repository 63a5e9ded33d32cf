import { readdir, readFile, readlink } from 'node:fs/promises'

/** Who listens on the TCP port, as `name (process 123)`; `undefined` where the system does not show it to us. Reads proc(5), so Linux only. */
export async function listeningProcess(port: number): Promise<string | undefined> {
  const sockets = await listeningSockets(port)
  if (sockets.size === 0) return undefined
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`
    for (const fd of await readdir(folder).catch(() => [])) {
      if (!sockets.has(await readlink(`${folder}/${fd}`).catch(() => ''))) continue
      return `${await commandName(pid)} (process ${pid})`
    }
  }
  return undefined
}

async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => ''))
  const rows = (await Promise.all(tables)).flatMap((table) => table.split('\n').map((row) => row.trim().split(/\s+/)))
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const listen = '0A'
  const matching = rows.filter(([, local, , state]) => state === listen && local?.endsWith(ending))
  return new Set(matching.map((fields) => `socket:[${fields[9]}]`))
}

async function commandName(pid: string): Promise<string> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.replaceAll('\0', ' ').trim().slice(0, 80) || 'a program'
}
