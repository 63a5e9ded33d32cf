import { movedBy } from '../options.ts'
import type { Ports } from '../ports.ts'
import type { PortToCheck } from './check-ports.ts'

const loopback = ['127.0.0.1']

/** Every port that a start needs, in words for the message that says which one is taken. */
export function portsToCheck(ports: Ports, { withPostgres }: { readonly withPostgres: boolean }): PortToCheck[] {
  const { admin, grpc } = ports
  const services = (
    uses: Readonly<Record<string, number>>,
    what: string,
    flag: 'admin-ports' | 'internal-ports',
  ): PortToCheck[] =>
    Object.entries(uses).map(([name, port]) => ({
      port,
      hosts: loopback,
      use: `${what} of ${name}`,
      movedBy: movedBy(flag),
    }))
  return [
    { port: ports.public, hosts: ['127.0.0.1', '::1'], use: 'all public addresses', movedBy: movedBy('port') },
    { port: ports.provider, hosts: loopback, use: 'the identity provider', movedBy: movedBy('provider-port') },
    { port: ports.upstream, hosts: loopback, use: 'the demonstration upstream', movedBy: movedBy('upstream-port') },
    ...(withPostgres
      ? [{ port: ports.postgres, hosts: loopback, use: 'Postgres', movedBy: movedBy('postgres-port') }]
      : []),
    ...services({ ...admin }, 'metrics and health', 'admin-ports'),
    ...services({ ...grpc }, 'gRPC', 'internal-ports'),
    ...services({ authenticate: ports.authenticateHttp }, 'HTTP', 'internal-ports'),
  ]
}
