import type { Ports } from '../ports.ts'

/** The configuration of a new installation. It is written once; from then on it is the operator's. */
export function firstConfiguration(ports: Ports): string {
  const { admin, grpc } = ports
  return `# Sallyport on this machine. Edit this file while "npm start" runs: what changes is taken over at once.
# A file with a mistake is not: the terminal says what is wrong, and the last good state stays in use.
# Paths are relative to this file. docs/configuration.md explains every key.

authenticate_url: https://authenticate.localhost:${ports.public}

routes:
  - name: whoami
    description: any signed-in user of example.com
    from: https://whoami.localhost:${ports.public}
    to: http://127.0.0.1:${ports.upstream}
    pass_identity_headers: true
    policy:
      - allow:
          and:
            - domain: { is: example.com }

  - name: admin
    description: only alice@example.com
    from: https://admin.localhost:${ports.public}
    to: http://127.0.0.1:${ports.upstream}
    pass_identity_headers: true
    policy:
      - allow:
          and:
            - email: { is: alice@example.com }

  - name: public
    description: no sign-in
    from: https://public.localhost:${ports.public}
    to: http://127.0.0.1:${ports.upstream}
    pass_identity_headers: true
    allow_public_unauthenticated_access: true

identity_providers:
  demonstration:
    issuer: http://127.0.0.1:${ports.provider}
    client_id: sallyport
    client_secret_file: secrets/provider-client-secret
    scopes: [openid, email, profile, offline_access]

proxy:
  addresses: ['127.0.0.1:${ports.public}', '[::1]:${ports.public}']
  admin_address: 127.0.0.1:${admin.proxy}
  # "npm start" writes a certificate for every name under .localhost that stands in this file.
  certificates_directory: certificates
  databroker_addresses: ['127.0.0.1:${grpc.databroker}']
  authorize_addresses: ['127.0.0.1:${grpc.authorize}']
  authenticate_grpc_addresses: ['127.0.0.1:${grpc.authenticate}']
  authenticate_http_addresses: ['127.0.0.1:${ports.authenticateHttp}']
  drain_delay: 0s
  drain_timeout: 3s
  identity: ${identity('proxy')}

authorize:
  grpc_address: 127.0.0.1:${grpc.authorize}
  admin_address: 127.0.0.1:${admin.authorize}
  databroker_addresses: ['127.0.0.1:${grpc.databroker}']
  identity: ${identity('authorize')}

authenticate:
  grpc_address: 127.0.0.1:${grpc.authenticate}
  http_address: 127.0.0.1:${ports.authenticateHttp}
  admin_address: 127.0.0.1:${admin.authenticate}
  grant_key_file: secrets/grant-key
  databroker_addresses: ['127.0.0.1:${grpc.databroker}']
  identity: ${identity('authenticate')}

databroker:
  grpc_address: 127.0.0.1:${grpc.databroker}
  admin_address: 127.0.0.1:${admin.databroker}
  postgres_url_file: secrets/postgres-url
  key_file: secrets/broker-key
  identity: ${identity('databroker')}
`
}

function identity(service: string): string {
  const folder = `identities/${service}`
  return `{ certificate_file: ${folder}/certificate.pem, key_file: ${folder}/key.pem, trust_bundle_file: ${folder}/bundle.pem }`
}
