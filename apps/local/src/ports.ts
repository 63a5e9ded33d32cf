/** The loopback ports of one installation. */
export interface Ports {
  /** HTTPS, where users reach everything. */
  readonly public: number
  readonly provider: number
  readonly upstream: number
  readonly postgres: number
  readonly admin: ServicePorts
  /** gRPC between the services; the proxy has none. */
  readonly grpc: Omit<ServicePorts, 'proxy'>
  /** HTTP of authenticate, for the proxy alone. */
  readonly authenticateHttp: number
}

export interface ServicePorts {
  readonly proxy: number
  readonly authorize: number
  readonly authenticate: number
  readonly databroker: number
}

/** Ports that were asked for, by flag or environment. `admin` and `internal` name the first of four in a row. */
export interface PortChoices {
  readonly public?: number | undefined
  readonly provider?: number | undefined
  readonly upstream?: number | undefined
  readonly postgres?: number | undefined
  readonly admin?: number | undefined
  readonly internal?: number | undefined
}

export const defaultPorts: Ports = portsFrom({}, undefined)

/** What was asked for; for the rest what was used before, or else the usual ports. */
export function portsFrom(choices: PortChoices, before: Ports | undefined): Ports {
  const { admin, internal } = choices
  return {
    public: choices.public ?? before?.public ?? 8443,
    provider: choices.provider ?? before?.provider ?? 9000,
    upstream: choices.upstream ?? before?.upstream ?? 9100,
    postgres: choices.postgres ?? before?.postgres ?? 5442,
    admin: admin === undefined && before ? before.admin : adminFrom(admin ?? 9901),
    grpc: internal === undefined && before ? before.grpc : grpcFrom(internal ?? 5443),
    authenticateHttp: internal === undefined && before ? before.authenticateHttp : (internal ?? 5443) + 3,
  }
}

function adminFrom(first: number): ServicePorts {
  return { proxy: first, authorize: first + 1, authenticate: first + 2, databroker: first + 3 }
}

function grpcFrom(first: number): Ports['grpc'] {
  return { databroker: first, authorize: first + 1, authenticate: first + 2 }
}
