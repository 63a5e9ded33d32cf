import { join } from 'node:path'
import { type Service } from './certificates/service-identities.ts'
import type { ConfiguredAddresses } from './configuration/configured-addresses.ts'
import type { ChildSpec } from './processes/supervised-child.ts'
import type { StateFolder } from './state/state-folder.ts'

/** One of the four services, as it runs in production. */
export function serviceChild(
  service: Service,
  root: string,
  state: StateFolder,
  { ports }: ConfiguredAddresses,
): ChildSpec {
  const program = join(root, 'apps', service, 'src', 'main.ts')
  return nodeChild(service, program, ['--config', state.config], state, `http://127.0.0.1:${ports.admin[service]}`)
}

export function providerChild(state: StateFolder, { authenticateUrl, ports }: ConfiguredAddresses): ChildSpec {
  const issuer = `http://127.0.0.1:${ports.provider}`
  const args = [
    ...['--issuer', issuer, '--state', state.provider],
    ...['--client-secret-file', join(state.secrets, 'provider-client-secret')],
    ...['--redirect-uri', `${authenticateUrl}/oauth2/callback`],
    ...['--post-logout-redirect-uri', `${authenticateUrl}/.sallyport/signed_out`],
  ]
  return nodeChild('provider', join(import.meta.dirname, 'provider', 'main.ts'), args, state, issuer)
}

export function upstreamChild(state: StateFolder, { authenticateUrl, ports }: ConfiguredAddresses): ChildSpec {
  const args = [
    ...['--port', String(ports.upstream), '--ca-file', state.authorityCertificate],
    ...['--jwks', `${authenticateUrl}/.well-known/sallyport/jwks.json`],
  ]
  const origin = `http://127.0.0.1:${ports.upstream}`
  return nodeChild('upstream', join(import.meta.dirname, 'upstream', 'main.ts'), args, state, origin)
}

function nodeChild(
  name: string,
  program: string,
  args: readonly string[],
  state: StateFolder,
  origin: string,
): ChildSpec {
  return {
    name,
    command: process.execPath,
    args: [program, ...args],
    env: { SALLYPORT_PARENT_PIPE: 'stdin', NODE_COMPILE_CACHE: state.compileCache },
    logFile: join(state.logs, `${name}.log`),
    isReady: async (signal) => (await fetch(`${origin}/readyz`, { signal, redirect: 'error' })).ok,
    readyWithinMs: 20_000,
    stopWithinMs: 8_000,
  }
}
