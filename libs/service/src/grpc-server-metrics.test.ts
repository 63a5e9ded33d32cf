import { expect, test } from 'vitest'
import { grpcServerMetrics } from './grpc-server-metrics.ts'
import { createMetrics } from './metrics.ts'

test('handshakes, ended connections and calls are counted by what an operator asks for', async () => {
  const metrics = createMetrics('databroker', 'databroker-0')
  const observer = grpcServerMetrics(metrics)
  observer.handshakeAccepted('proxy')
  observer.handshakeRefused('CERT_HAS_EXPIRED')
  observer.connectionClosed('proxy', 'revoked')
  observer.callEnded({ method: '/sallyport.databroker.v1.Databroker/Put', service: 'proxy', code: 7, durationMs: 20 })
  const text = await metrics.metrics()
  const labels = 'service="databroker",instance="databroker-0"'
  for (const line of [
    `sallyport_grpc_server_handshakes_total{outcome="accepted",${labels}} 1`,
    `sallyport_grpc_server_handshakes_total{outcome="CERT_HAS_EXPIRED",${labels}} 1`,
    `sallyport_grpc_server_connections_closed_total{peer="proxy",reason="revoked",${labels}} 1`,
    'status="PERMISSION_DENIED"',
  ])
    expect(text).toContain(line)
  expect(text).toMatch(/sallyport_grpc_server_call_seconds_sum\{[^}]*\} 0\.02/)
})
