import { loadConfig } from '@sallyport/config'
import { runService, shutdownSignal } from '@sallyport/service'
import { startAuthenticate } from './authenticate.ts'

process.exitCode = await runService(
  {
    name: 'sallyport-authenticate',
    description: 'Signs people in and out at their OpenID provider.',
    start: async (configFile) => startAuthenticate(await loadConfig(configFile, 'authenticate')),
  },
  process.argv.slice(2),
  shutdownSignal({ parentPipe: process.env['SALLYPORT_PARENT_PIPE'] === 'stdin' }),
)
