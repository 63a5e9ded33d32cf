import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { checkPorts } from './check-ports.ts'

async function listenOn(host: string) {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, [Symbol.asyncDispose]: async () => void server.close() }
}

function wish(port: number) {
  return { port, hosts: ['127.0.0.1', '::1'], use: 'HTTPS', movedBy: '--port' }
}

test.each(['127.0.0.1', '0.0.0.0', '::1'])(
  'a port that is taken on %s is named, with who has it and what moves it',
  async (host) => {
    await using other = await listenOn(host)
    await expect(checkPorts([wish(other.port)])).rejects.toThrow(
      new RegExp(`port ${other.port} \\(HTTPS\\) is taken by .*\\(process ${process.pid}\\); --port moves it`),
    )
  },
)

test('every taken port is named at once', async () => {
  await using one = await listenOn('127.0.0.1')
  await using two = await listenOn('127.0.0.1')
  await expect(checkPorts([wish(one.port), wish(two.port)])).rejects.toThrow(
    new RegExp(`port ${one.port}.*\n.*port ${two.port}`),
  )
})

test('two uses of one port are an error before anything starts', async () => {
  const { port } = await freed()
  await expect(checkPorts([wish(port), wish(port)])).rejects.toThrow(`port ${port} is given twice`)
})

test('free ports stay free', async () => {
  const { port } = await freed()
  await checkPorts([wish(port)])
  await checkPorts([wish(port)])
})

async function freed() {
  await using other = await listenOn('127.0.0.1')
  return { port: other.port }
}
