import { loadConfig } from '@sallyport/config'
import { runService, shutdownSignal } from '@sallyport/service'
import { startProxy } from './proxy.ts'

process.exitCode = await runService(
  {
    name: 'sallyport-proxy',
    description: 'Forwards the requests that a policy allows, and cuts what it no longer does.',
    start: async (configFile, signal) => startProxy(await loadConfig(configFile, 'proxy'), { signal }),
  },
  process.argv.slice(2),
  shutdownSignal({ parentPipe: process.env['SALLYPORT_PARENT_PIPE'] === 'stdin' }),
)
