import { loadConfig } from '@sallyport/config'
import { runService, shutdownSignal } from '@sallyport/service'
import { startDatabroker } from './databroker.ts'

process.exitCode = await runService(
  {
    name: 'sallyport-databroker',
    description: 'Keeps versioned records in Postgres and streams every change.',
    start: async (configFile, signal) =>
      startDatabroker(await loadConfig(configFile, 'databroker'), { configFile, signal }),
  },
  process.argv.slice(2),
  shutdownSignal({ parentPipe: process.env['SALLYPORT_PARENT_PIPE'] === 'stdin' }),
)
