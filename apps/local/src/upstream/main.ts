import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { untilStopped } from '../processes/until-stopped.ts'
import { startDemonstrationUpstream } from './demonstration-upstream.ts'
import { fetchJwks, JwksSource } from './jwks-source.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9100' },
    jwks: { type: 'string', default: 'https://authenticate.localhost:8443/.well-known/sallyport/jwks.json' },
    'ca-file': { type: 'string', default: 'ca.pem' },
  },
})
const trusted = await readFile(values['ca-file'], 'utf8')
const jwks = new JwksSource(() => fetchJwks(new URL(values.jwks), trusted))
await using _upstream = await startDemonstrationUpstream({
  host: '127.0.0.1',
  port: Number(values.port),
  keysFor: (kid) => jwks.keys(kid),
})
await untilStopped(process.env)
