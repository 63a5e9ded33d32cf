import { loadConfig } from '@sallyport/config'
import { runService, shutdownSignal } from '@sallyport/service'
import { startAuthorize } from './authorize.ts'

process.exitCode = await runService(
  {
    name: 'sallyport-authorize',
    description: 'Decides who may pass, says why, and signs for it.',
    start: async (configFile, signal) => startAuthorize(await loadConfig(configFile, 'authorize'), { signal }),
  },
  process.argv.slice(2),
  shutdownSignal({ parentPipe: process.env['SALLYPORT_PARENT_PIPE'] === 'stdin' }),
)
