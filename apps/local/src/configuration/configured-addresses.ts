import { AppError } from '@sallyport/kernel'
import { parseDocument } from 'yaml'
import { defaultPorts, type Ports } from '../ports.ts'

export interface ConfiguredRoute {
  readonly name: string
  readonly from: string
  readonly description: string
}

/** What of a configuration file this machine's own parts must know: where things listen, and by which names they are reached. */
export interface ConfiguredAddresses {
  readonly authenticateUrl: string
  readonly routes: readonly ConfiguredRoute[]
  /** Each host under `.localhost`, without its port. */
  readonly hosts: readonly string[]
  readonly ports: Ports
}

/** Reads them. The services check the file; here only what cannot be read as YAML at all is an error. */
export function readConfiguredAddresses(file: string, text: string): ConfiguredAddresses {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error) throw new AppError('failed-precondition', `${file}: ${error.message}`)
  const read = (...path: (string | number)[]): string => {
    const value = document.getIn(path)
    return typeof value === 'string' ? value : ''
  }
  const list: unknown = document.toJS()?.routes
  const routes = (Array.isArray(list) ? list : []).map((_, index) => ({
    name: read('routes', index, 'name'),
    from: read('routes', index, 'from'),
    to: read('routes', index, 'to'),
    description: read('routes', index, 'description'),
  }))
  const authenticateUrl = read('authenticate_url')
  const port = (address: string, otherwise: number): number => Number(/:(\d{1,5})\/?$/.exec(address)?.[1] ?? otherwise)
  const { admin, grpc } = defaultPorts
  return {
    authenticateUrl,
    routes,
    hosts: [...new Set([authenticateUrl, ...routes.map(({ from }) => from)].flatMap(localhostName))],
    ports: {
      public: port(authenticateUrl, 443),
      provider: port(read('identity_providers', 'demonstration', 'issuer'), defaultPorts.provider),
      upstream: port(routes.find(({ name }) => name === 'whoami')?.to ?? '', defaultPorts.upstream),
      postgres: defaultPorts.postgres,
      admin: {
        proxy: port(read('proxy', 'admin_address'), admin.proxy),
        authorize: port(read('authorize', 'admin_address'), admin.authorize),
        authenticate: port(read('authenticate', 'admin_address'), admin.authenticate),
        databroker: port(read('databroker', 'admin_address'), admin.databroker),
      },
      grpc: {
        authorize: port(read('authorize', 'grpc_address'), grpc.authorize),
        authenticate: port(read('authenticate', 'grpc_address'), grpc.authenticate),
        databroker: port(read('databroker', 'grpc_address'), grpc.databroker),
      },
      authenticateHttp: port(read('authenticate', 'http_address'), defaultPorts.authenticateHttp),
    },
  }
}

function localhostName(url: string): string[] {
  const hostname = URL.parse(url.replace(/^tcp\+/, ''))?.hostname ?? ''
  return hostname.endsWith('.localhost') ? [hostname] : []
}
