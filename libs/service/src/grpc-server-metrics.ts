import { status as Status } from '@grpc/grpc-js'
import type { GrpcServerObserver } from '@sallyport/grpc'
import { Counter, Histogram, type Registry } from 'prom-client'

/** Counts what a gRPC server does. Labels are services, method names and reasons from closed lists, so their number is bounded. */
export function grpcServerMetrics(registry: Registry): GrpcServerObserver {
  const registers = [registry]
  const handshakes = new Counter({
    name: 'sallyport_grpc_server_handshakes_total',
    help: 'TLS handshakes by outcome: accepted, or the reason of the refusal.',
    labelNames: ['outcome'],
    registers,
  })
  const closed = new Counter({
    name: 'sallyport_grpc_server_connections_closed_total',
    help: 'Connections that ended, by the peer service and the reason.',
    labelNames: ['peer', 'reason'],
    registers,
  })
  const calls = new Histogram({
    name: 'sallyport_grpc_server_call_seconds',
    help: 'Duration of calls by method, calling service and status.',
    labelNames: ['method', 'peer', 'status'],
    buckets: [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  return {
    handshakeAccepted: () => handshakes.inc({ outcome: 'accepted' }),
    handshakeRefused: (reason) => handshakes.inc({ outcome: reason }),
    connectionClosed: (service, reason) => closed.inc({ peer: service, reason }),
    callEnded: ({ method, service, code, durationMs }) =>
      calls.observe({ method, peer: service, status: Status[code] }, durationMs / 1_000),
  }
}
