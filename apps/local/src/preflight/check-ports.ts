import { once } from 'node:events'
import { createServer } from 'node:net'
import { AppError } from '@sallyport/kernel'
import { listeningProcess } from './listening-process.ts'

export interface PortToCheck {
  readonly port: number
  readonly hosts: readonly string[]
  /** What listens there, as in "databroker, gRPC". */
  readonly use: string
  /** How to move it, as in "--internal-ports or SALLYPORT_INTERNAL_PORTS". */
  readonly movedBy: string
}

/** Listens on every port for a moment. @throws AppError that names each one that is not free, who has it, and what moves it. */
export async function checkPorts(ports: readonly PortToCheck[]): Promise<void> {
  const twice = ports.filter(({ port }, index) => ports.findIndex((other) => other.port === port) !== index)
  const problems = twice.map(
    ({ port, use, movedBy }) => `port ${port} is given twice, once for ${use}; ${movedBy} moves it`,
  )
  for (const { port, hosts, use, movedBy } of ports) {
    const codes = await Promise.all(hosts.map((host) => listenError(host, port)))
    const code = codes.find((found) => found !== undefined)
    if (code === 'EADDRINUSE') {
      const holder = (await listeningProcess(port)) ?? 'another program'
      problems.push(`port ${port} (${use}) is taken by ${holder}; ${movedBy} moves it`)
    } else if (code !== undefined) {
      problems.push(`port ${port} (${use}) cannot be listened on (${code}); ${movedBy} moves it`)
    }
  }
  if (problems.length > 0) throw new AppError('conflict', problems.join('\n'))
}

/** Why the address cannot be listened on; `undefined` if it can, or if the system has no IPv6 and need not. */
async function listenError(host: string, port: number): Promise<string | undefined> {
  const server = createServer()
  try {
    server.listen({ host, port, exclusive: true })
    await once(server, 'listening')
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') ? undefined : code
  } finally {
    server.close()
  }
}
