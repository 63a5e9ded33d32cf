import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { ConfigProblems } from './config-problem.ts'
import { completeConfig } from './fixtures/complete-config.ts'
import { ConfigDirectory, selfSigned } from './fixtures/config-directory.ts'
import { loadConfig, type ServiceName } from './load-config.ts'

/** The problems of `yaml` for `service`, without the file's name. */
async function problemsOf(directory: ConfigDirectory, yaml: string, service: ServiceName): Promise<string[]> {
  await directory.write({ 'config.yaml': yaml })
  const failure: unknown = await loadConfig(directory.file, service).catch((error: unknown) => error)
  if (!(failure instanceof ConfigProblems)) return []
  return failure.message.split('\n').map((line) => line.replace(`${directory.file}:`, ''))
}

test('each service gets its own part, in units of the program and with absolute paths', async () => {
  await using directory = await ConfigDirectory.create()
  await directory.write({ 'config.yaml': completeConfig })
  const identity = {
    certificateFile: join(directory.path, 'service.crt'),
    keyFile: join(directory.path, 'service.key'),
    trustBundleFile: join(directory.path, 'service.crt'),
  }

  const databroker = await loadConfig(directory.file, 'databroker')
  expect(databroker).toMatchObject({ trustDomain: 'sallyport.internal', tombstoneRetentionMs: 86_400_000, identity })
  expect(databroker.grpcAddress).toEqual({ host: '127.0.0.1', port: 0 })
  expect(databroker.keyRing.reveal()).toBe('a key ring')
  expect(databroker.postgresUrl.reveal()).toContain('hunter2')

  const authenticate = await loadConfig(directory.file, 'authenticate')
  expect(authenticate).toMatchObject({ sessionLifetimeMs: 50_400_000, defaultIdentityProvider: 'corporate', identity })
  expect(authenticate.identityProviders[0]).toMatchObject({ name: 'corporate', scopes: ['openid', 'email', 'profile'] })
  expect(authenticate.identityProviders[0]?.clientSecret.reveal()).toBe('correct horse battery staple')

  expect(await loadConfig(directory.file, 'authorize')).toMatchObject({ maxStalenessMs: 90_000, identity })

  const proxy = await loadConfig(directory.file, 'proxy')
  expect(proxy.addresses).toEqual([
    { host: '::', port: 8443 },
    { host: '::1', port: 8443 },
  ])
  expect(proxy).toMatchObject({
    onUnknown: 'close',
    certificates: { from: 'files', files: [{ keyFile: identity.keyFile }] },
  })
})

test('the configuration is frozen and prints no secret', async () => {
  await using directory = await ConfigDirectory.create()
  await directory.write({ 'config.yaml': completeConfig })
  const config = await loadConfig(directory.file, 'authenticate')
  expect(Object.isFrozen(config) && Object.isFrozen(config.identityProviders[0]?.scopes)).toBe(true)
  expect(`${JSON.stringify(config)}${inspect(config, { depth: 9 })}`).not.toContain('correct horse')
})

test('every problem is reported at once, with line and column, and without the value', async () => {
  await using directory = await ConfigDirectory.create()
  const yaml = `authenticate_url: http://s3cret.example.com
trust_domain: S3CRET
tpyo: s3cret
identity_providers:
  corporate:
    issuer: https://idp.example.com
    client_id: 17
    client_secrets: s3cret
  Big Corp: {}
proxy:
  addresses: [s3cret]
  databroker_addresses: []
  trusted_proxies: [10.0.0.0/8, 0.0.0.0/0, s3cret]
  max_staleness: s3cret
  on_unknown: s3cret
  identity: s3cret
databroker:
  key_file: absent
  postgres_url: postgres://u:s3cret@db.example.com/x?sslmode=prefer
  identity: { certificate_file: absent.crt, key_file: keys, trust_bundle_file: keys }
`
  const problems = await problemsOf(directory, yaml, 'databroker')
  expect(problems).toEqual([
    '1:19: authenticate_url: expected an https origin without a path, such as https://authenticate.example.com',
    '2:15: trust_domain: a trust domain is of lower-case letters, digits, dots, hyphens and underscores',
    '3:1: tpyo: unknown key',
    '5:3: identity_providers.corporate: needs client_secret or client_secret_file',
    '7:16: identity_providers.corporate.client_id: expected a string',
    '8:5: identity_providers.corporate.client_secrets: unknown key',
    '9:3: identity_providers.Big Corp: a name is of lower-case letters, digits and hyphens, at most 63',
    '10:1: proxy.authorize_addresses: is missing',
    '10:1: proxy.authenticate_grpc_addresses: is missing',
    '10:1: proxy.authenticate_http_addresses: is missing',
    '10:1: proxy: needs certificates or certificates_directory',
    '11:15: proxy.addresses[0]: expected an address to listen on, such as :8443, 127.0.0.1:8443 or [::1]:8443',
    '12:3: proxy.databroker_addresses: needs at least one address',
    '13:33: proxy.trusted_proxies[1]: a range of all addresses would trust every client to name its own address',
    '13:44: proxy.trusted_proxies[2]: expected an address range in CIDR notation, such as 10.0.0.0/8 or 2001:db8::/32',
    '14:18: proxy.max_staleness: expected a duration such as 30s, 5m or 14h',
    '15:15: proxy.on_unknown: invalid option: expected one of "close"|"keep"',
    '16:13: proxy.identity: expected a mapping',
    '18:13: databroker.key_file: the file cannot be read (ENOENT)',
    '19:17: databroker.postgres_url: sslmode must be verify-full (the default for a remote server) or disable: the other modes do not verify the server',
    '20:33: databroker.identity.certificate_file: the file cannot be read (ENOENT)',
    '20:55: databroker.identity.key_file: the file holds no private key in PEM form',
    '20:80: databroker.identity.trust_bundle_file: the file holds no certificate in PEM form',
  ])
  expect(problems.join().toLowerCase()).not.toContain('s3cret')
})

test("a service needs none of the other services' files", async () => {
  await using directory = await ConfigDirectory.create()
  const yaml = completeConfig.replace('grant_key_file: keys', 'grant_key_file: only-on-authenticate')
  expect(await problemsOf(directory, yaml, 'authorize')).toEqual([])
  expect(await problemsOf(directory, yaml, 'authenticate')).toEqual([
    '16:19: authenticate.grant_key_file: the file cannot be read (ENOENT)',
  ])
})

test('a file without the section of the service is refused, one without the others is not', async () => {
  await using directory = await ConfigDirectory.create()
  const yaml = `authenticate_url: https://authenticate.example.com
authorize:
  databroker_addresses: [databroker.internal:5443]
  identity: { certificate_file: service.crt, key_file: service.key, trust_bundle_file: service.crt }
`
  expect(await problemsOf(directory, yaml, 'authorize')).toEqual([])
  expect(await problemsOf(directory, yaml, 'proxy')).toEqual(['1:1: proxy: the section of this service is missing'])
  expect(await problemsOf(directory, '', 'proxy')).toEqual([
    '1:1: authenticate_url: is missing',
    '1:1: proxy: the section of this service is missing',
  ])
})

test('a file that cannot be read is a problem like any other', async () => {
  await expect(loadConfig('/nowhere/config.yaml', 'proxy')).rejects.toThrow(
    '/nowhere/config.yaml:1:1: the file cannot be read (ENOENT)',
  )
})

test('a truncated file is refused, and a syntax error does not quote a secret', async () => {
  await using directory = await ConfigDirectory.create()
  expect(await problemsOf(directory, completeConfig.slice(0, -40), 'proxy')).not.toEqual([])
  expect(await problemsOf(directory, 'a: "s3cret\nb: *s3cret\nc: !s3cret x', 'proxy')).not.toEqual([])
  const unquoted = await problemsOf(
    directory,
    completeConfig.replace('correct horse battery staple', '*s3cret'),
    'proxy',
  )
  expect(unquoted.join()).toMatch(/^6:20: an alias without its anchor/)
  expect(unquoted.join()).not.toContain('s3cret')
})

test('a key that stands twice is reported together with what else is wrong', async () => {
  await using directory = await ConfigDirectory.create()
  expect(await problemsOf(directory, `${completeConfig}authorize: {}\ntypo: 1\n`, 'proxy')).toEqual([
    '33:1: the key stands twice in the same mapping',
    '33:1: authorize.databroker_addresses: is missing',
    '33:1: authorize.identity: is missing',
    '34:1: typo: unknown key',
  ])
})

test('secrets may come from files, without the line break at their end', async () => {
  await using directory = await ConfigDirectory.create()
  await directory.write({
    'config.yaml': completeConfig.replace(/client_secret: .*/, 'client_secret_file: secret'),
    secret: 's3cret\n',
  })
  const { identityProviders, digest } = await loadConfig(directory.file, 'authenticate')
  expect(identityProviders[0]?.clientSecret.reveal()).toBe('s3cret')
  await directory.write({ secret: 'another\n' })
  expect((await loadConfig(directory.file, 'authenticate')).digest).not.toBe(digest)
})

test('a certificate with the key of another one is refused', async () => {
  await using directory = await ConfigDirectory.create()
  await directory.write({ 'service.key': (await selfSigned()).key })
  expect(await problemsOf(directory, completeConfig, 'authorize')).toEqual([
    '13:15: authorize.identity.key_file: the key is not that of the certificate',
  ])
})

test('problems of routes and policies stand at their line and column, beside all others', async () => {
  await using directory = await ConfigDirectory.create()
  const yaml = `${completeConfig}typo: 1
routes:
  - from: https://app.example.com
    to: http://127.0.0.1:3000
    prefix: /api
    allow_any_authenticated_user: true
  - { from: 'https://app.example.com', to: 'http://127.0.0.1:3001', prefix: /api, policy: [] }
  - from: https://authenticate.example.com
    to: http://127.0.0.1:3000
    pass_identity_headers: true
    policy:
      - allow:
          and:
            - domian: s3cret
  - from: app.example.com
    to: http://127.0.0.1:3000
    tiemout: 3s
`
  const problems = await problemsOf(directory, yaml, 'databroker')
  expect(problems.map((line) => line.replace(/(unknown criterion|expected).*/, '$1'))).toEqual([
    '33:1: typo: unknown key',
    '39:13: routes[1].from: takes the same paths as routes[0]',
    '40:11: routes[2].from: is an address of the product itself',
    '46:23: routes[2].policy[0].allow.and[0].domian: unknown criterion',
    '47:5: routes[3]: has no policy, so it denies every request',
    '47:11: routes[3].from: must begin with https://',
    '49:5: routes[3].tiemout: unknown key',
  ])
})

test('a stored route holds the authorities of its upstream, and absolute paths of what stays a file', async () => {
  await using directory = await ConfigDirectory.create()
  const routes = `routes:
  - from: https://app.example.com
    to: https://10.0.0.1:8443
    policy: []
    tls_custom_ca_file: service.crt
    tls_client_cert_file: client.crt
    tls_client_key_file: client.key
`
  await directory.write({ 'config.yaml': completeConfig + routes })
  const [route] = (await loadConfig(directory.file, 'databroker')).routes
  expect(route).toMatchObject({
    tls_custom_ca: expect.stringContaining('BEGIN CERTIFICATE'),
    tls_client_key_file: join(directory.path, 'client.key'),
  })
  expect(route).not.toHaveProperty('tls_custom_ca_file')
  expect(await problemsOf(directory, completeConfig + routes.replace('service.crt', 'keys'), 'databroker')).toEqual([
    '37:25: routes[0].tls_custom_ca_file: the file holds no certificate in PEM form',
  ])
})
