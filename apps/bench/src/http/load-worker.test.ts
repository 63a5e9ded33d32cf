import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { Worker } from '../processes/worker.ts'
import type { Load, LoadJob } from './load-worker.ts'
import { throughPassThrough } from './subjects.ts'

const workerAt = (name: string) => new URL(`./${name}-worker.ts`, import.meta.url)

test('requests go through the pass-through to the upstream and back, and are counted', async () => {
  await using scope = new AsyncDisposableStack()
  const upstream = scope.use(await Worker.start<'listen', { readonly port: number }>(workerAt('upstream')))
  const { port } = await upstream.run('listen')
  const load = scope.use(await Worker.start<LoadJob, Load>(workerAt('load')))
  const target = await throughPassThrough(port, { accept: 'text/html' }, scope)

  const { requests, seconds, latencies } = await load.run({ target, connections: 4, forMs: 200 })
  expect(requests).toBeGreaterThan(20)
  expect(seconds).toBeGreaterThanOrEqual(0.2)
  expect(latencies.reduce((sum, count) => sum + count, 0)).toBe(requests)
})

test('an answer that is not 200 fails the measurement', async () => {
  await using scope = new AsyncDisposableStack()
  const load = scope.use(await Worker.start<LoadJob, Load>(workerAt('load')))
  const server = createServer((_request, response) => response.writeHead(503).end()).listen(0, '127.0.0.1')
  scope.defer(() => server.closeAllConnections())
  scope.defer(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const target = { protocol: 'http:', port, authority: 'app.localhost', path: '/', headers: {} } as const
  await expect(load.run({ target, connections: 1, forMs: 100 })).rejects.toThrow('app.localhost answered 503')
})
