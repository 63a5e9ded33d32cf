import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { untilStopped } from '../processes/until-stopped.ts'
import { startDemonstrationProvider } from './demonstration-provider.ts'

const { values } = parseArgs({
  options: {
    issuer: { type: 'string', default: 'http://127.0.0.1:9000' },
    state: { type: 'string', default: '.' },
    'client-id': { type: 'string', default: 'sallyport' },
    'client-secret-file': { type: 'string', default: 'client-secret' },
    'redirect-uri': { type: 'string', multiple: true, default: [] },
    'post-logout-redirect-uri': { type: 'string', multiple: true, default: [] },
  },
})
const client = {
  id: values['client-id'],
  secret: (await readFile(values['client-secret-file'], 'utf8')).trim(),
  redirectUris: values['redirect-uri'],
  postLogoutRedirectUris: values['post-logout-redirect-uri'],
}
await using _provider = await startDemonstrationProvider(new URL(values.issuer), client, values.state)
await untilStopped(process.env)
