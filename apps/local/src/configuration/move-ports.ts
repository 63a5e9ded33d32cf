import type { Ports } from '../ports.ts'

/** The text with every loopback address at one of the old ports moved to the new one; all else, comments too, stays as it is. */
export function movePorts(text: string, from: Ports, to: Ports): string {
  const moved = new Map(portNumbers(from).map((port, index) => [port, portNumbers(to)[index] ?? port]))
  return text.replace(/(localhost|127\.0\.0\.1|\[::1\]):(\d+)\b/g, (address, host: string, port: string) => {
    const target = moved.get(Number(port))
    return target === undefined ? address : `${host}:${target}`
  })
}

function portNumbers({ public: users, provider, upstream, postgres, admin, grpc, authenticateHttp }: Ports): number[] {
  return [
    ...[users, provider, upstream, postgres, authenticateHttp],
    ...[admin.proxy, admin.authorize, admin.authenticate, admin.databroker],
    ...[grpc.authorize, grpc.authenticate, grpc.databroker],
  ]
}
