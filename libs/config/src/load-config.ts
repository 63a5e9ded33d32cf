import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type AuthenticateConfig, readAuthenticateConfig } from './authenticate-config.ts'
import { type AuthorizeConfig, readAuthorizeConfig } from './authorize-config.ts'
import { configDocumentSchema, type SoundKeys, soundKeysSchema } from './config-document.ts'
import { type ConfigProblem, ConfigProblems } from './config-problem.ts'
import { type DatabrokerConfig, readDatabrokerConfig } from './databroker-config.ts'
import { deepFreeze } from './deep-freeze.ts'
import { errorCode, PartReader } from './part-reader.ts'
import { type ProxyConfig, readProxyConfig } from './proxy-config.ts'
import { checkRoutes } from './route-checks.ts'
import { schemaProblems } from './schema-problems.ts'
import { YamlSource } from './yaml-source.ts'

/** What every service is told. */
export interface SharedConfig {
  /** The origin of the sign-in pages, without a trailing slash. */
  readonly authenticateUrl: string
  readonly trustDomain: string
  readonly compatibility: { readonly pomeriumCli: boolean }
  /** Changes whenever the configuration file or a file that it names does. It covers secrets: compare it, do not show it. */
  readonly digest: string
}

interface Parts {
  readonly databroker: DatabrokerConfig
  readonly authenticate: AuthenticateConfig
  readonly authorize: AuthorizeConfig
  readonly proxy: ProxyConfig
}

export type ServiceName = keyof Parts

/** The configuration of one service, frozen: durations in milliseconds, absolute paths, secrets that do not print themselves. */
export type ServiceConfig<Service extends ServiceName> = SharedConfig & Parts[Service]

/**
 * Reads the configuration file for one service. The whole file is checked, but of the files that it names only those of this service are read.
 * @throws ConfigProblems with everything that is wrong.
 */
export async function loadConfig<Service extends ServiceName>(
  file: string,
  service: Service,
): Promise<ServiceConfig<Service>> {
  const text = await readText(file)
  const source = YamlSource.parse(file, text)
  if (source.value === undefined) throw new ConfigProblems(source.problems)
  const reader = new PartReader(dirname(resolve(file)), (path, message) => source.problem(path, message))
  reader.note(text)

  const parsed = configDocumentSchema.safeParse(source.value)
  const issues = parsed.success ? [] : parsed.error.issues
  const sound = soundKeysSchema.parse(withoutKeys(source.value, new Set(issues.map(({ path }) => path[0]))))
  const part = await partReaders[service](sound, reader)
  const problems: ConfigProblem[] = [...source.problems, ...schemaProblems(source, issues), ...reader.problems]
  for (const { path, message } of checkRoutes(writtenRoutes(source.value), sound.authenticate_url)) {
    problems.push(source.problem(path, message))
  }
  if (part === undefined && !issues.some(({ path }) => path[0] === service)) {
    problems.push(source.problem([service], 'the section of this service is missing'))
  }
  if (!parsed.success || part === undefined || problems.length > 0) throw new ConfigProblems(problems)
  const { authenticate_url: authenticateUrl, trust_domain: trustDomain, compatibility } = parsed.data
  return deepFreeze({
    ...part,
    authenticateUrl,
    trustDomain,
    compatibility: { pomeriumCli: compatibility.pomerium_cli },
    digest: reader.digest(),
  })
}

function writtenRoutes(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !('routes' in value)) return []
  return Array.isArray(value.routes) ? value.routes : []
}

function withoutKeys(value: unknown, keys: ReadonlySet<PropertyKey | undefined>): object {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)))
    : {}
}

const partReaders: {
  readonly [Service in ServiceName]: (document: SoundKeys, reader: PartReader) => Promise<Parts[Service] | undefined>
} = {
  databroker: async ({ databroker, routes = [] }, reader) =>
    databroker && readDatabrokerConfig(databroker, routes, reader),
  authenticate: async (
    { authenticate, identity_providers: sections = {}, default_identity_provider: defaultName },
    reader,
  ) => authenticate && readAuthenticateConfig(authenticate, { sections, defaultName }, reader),
  authorize: async ({ authorize }, reader) => authorize && readAuthorizeConfig(authorize, reader),
  proxy: async ({ proxy }, reader) => proxy && readProxyConfig(proxy, reader),
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new ConfigProblems([
      { file, line: 1, column: 1, key: '', message: `the file cannot be read (${errorCode(error)})` },
    ])
  }
}
