import { once } from 'node:events'
import { connect } from 'node:net'
import { silentLogger } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import { AdminListener } from './admin-listener.ts'
import { fit, HealthReport, unfit } from './health-report.ts'
import { createMetrics } from './metrics.ts'

async function listen(health: HealthReport) {
  const listener = await AdminListener.listen({
    address: { host: '127.0.0.1', port: 0 },
    health,
    metrics: createMetrics('test', 'test-0'),
    log: silentLogger,
  })
  return Object.assign(listener, {
    get: (path: string, method = 'GET') => fetch(`http://127.0.0.1:${listener.port}${path}`, { method }),
  })
}

test('a process whose dependencies are broken is alive but not ready, and says what is wrong', async () => {
  const health = new HealthReport()
  health.check('mirror', () => unfit('not caught up yet'))
  health.check('keys', () => fit)
  await using admin = await listen(health)
  expect((await admin.get('/livez')).status).toBe(200)
  const ready = await admin.get('/readyz')
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({ ready: false, problems: { mirror: 'not caught up yet' } })
})

test('a stopping process is not ready although it still works', async () => {
  const health = new HealthReport()
  await using admin = await listen(health)
  expect((await admin.get('/readyz')).status).toBe(200)
  health.stopping()
  expect((await admin.get('/readyz')).status).toBe(503)
  expect((await admin.get('/livez')).status).toBe(200)
})

test('status shows each component, metrics the process', async () => {
  const health = new HealthReport()
  health.component('sync', () => ({ version: '7' }))
  await using admin = await listen(health)
  expect(await (await admin.get('/status')).json()).toMatchObject({
    ready: true,
    components: { sync: { version: '7' } },
  })
  expect(await (await admin.get('/metrics')).text()).toContain('sallyport_process_cpu_user_seconds_total')
})

test('a component that fails is an error of that request only', async () => {
  const health = new HealthReport()
  health.component('broken', () => {
    throw new Error('secret detail')
  })
  await using admin = await listen(health)
  const response = await admin.get('/status')
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret detail')
  expect((await admin.get('/livez')).status).toBe(200)
})

test('nothing else is served, and nothing is changed by it', async () => {
  await using admin = await listen(new HealthReport())
  expect((await admin.get('/')).status).toBe(404)
  expect((await admin.get('/livez', 'POST')).status).toBe(405)
})

test('a request that never ends does not hold up the end, after which the address is free', async () => {
  const admin = await listen(new HealthReport())
  const socket = connect(admin.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n')
  await once(socket, 'connect')
  await admin.get('/livez')
  await admin[Symbol.asyncDispose]()
  await admin[Symbol.asyncDispose]()
  const address = { host: '127.0.0.1', port: admin.port }
  const health = new HealthReport()
  await using again = await AdminListener.listen({
    address,
    health,
    metrics: createMetrics('t', 't'),
    log: silentLogger,
  })
  expect(again.port).toBe(admin.port)
})

test('a taken address is named', async () => {
  await using admin = await listen(new HealthReport())
  const again = AdminListener.listen({
    address: { host: '127.0.0.1', port: admin.port },
    health: new HealthReport(),
    metrics: createMetrics('t', 't'),
    log: silentLogger,
  })
  await expect(again).rejects.toThrow(`127.0.0.1:${admin.port}`)
})
