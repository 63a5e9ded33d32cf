import { relative } from 'node:path'
import { demonstrationUsers } from './provider/users.ts'
import type { RunningLocal } from './start-local.ts'

/** What to do now that everything runs. Paths are as short as they can be from `workingFolder`. */
export function banner({ state, addresses }: Pick<RunningLocal, 'state' | 'addresses'>, workingFolder: string): string {
  const { routes, ports, authenticateUrl } = addresses
  const short = (path: string): string => relative(workingFolder, path) || path
  const described = routes.filter(({ description }) => description !== '')
  const width = Math.max(...described.map(({ from }) => from.length), 0)
  const rows = described.map(({ from, description }) => `  ${from.padEnd(width)}  ${description}`)
  const unprotected = routes.find(({ name }) => name === 'public')?.from ?? authenticateUrl
  const metrics = [ports.admin.proxy, ports.admin.authorize, ports.admin.authenticate, ports.admin.databroker]
  return `
Sallyport runs. Open one of these:

${rows.join('\n')}

Sign in as ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(demonstrationUsers.map(({ email }) => email))}, with any password.

  sign-in            ${authenticateUrl}
  identity provider  http://127.0.0.1:${ports.provider}
  certificate        ${short(state.authorityCertificate)}, for this machine's own names only: trust it, or pass it to each client
  configuration      ${short(state.config)}, there to be edited while this runs
  logs               ${short(state.logs)}
  metrics, health    http://127.0.0.1 at ports ${metrics.join(', ')}: proxy, authorize, authenticate, databroker

  curl --cacert ${short(state.authorityCertificate)} ${unprotected}/

Ctrl-C stops everything.
`
}
