import type { Logger } from '@sallyport/kernel'
import { type IdentitySource, type LocalServiceAuthority, MemoryIdentitySource } from '@sallyport/pki'
import type { MethodRights, ServiceName } from '@sallyport/service-identity'
import { GrpcServer, type GrpcServerOptions } from './grpc-server.ts'
import { type HandlersOf, implement } from './implementation.ts'

interface Word {
  readonly text: string
}

const toJson = (word: Word): Buffer => Buffer.from(JSON.stringify(word))
const fromJson = (bytes: Buffer): Word => ({ text: String(JSON.parse(bytes.toString()).text) })
const codec = {
  requestSerialize: toJson,
  requestDeserialize: fromJson,
  responseSerialize: toJson,
  responseDeserialize: fromJson,
}

/** A service of each kind of method, whose messages are JSON. */
export const echoService = {
  Say: { path: '/test.Echo/Say', requestStream: false, responseStream: false, ...codec },
  Guard: { path: '/test.Echo/Guard', requestStream: false, responseStream: false, ...codec },
  Count: { path: '/test.Echo/Count', requestStream: false, responseStream: true, ...codec },
  Talk: { path: '/test.Echo/Talk', requestStream: true, responseStream: true, ...codec },
} as const

export const echoRights: MethodRights = new Map<string, readonly ServiceName[]>([
  ['/test.Echo/Say', ['proxy', 'authorize']],
  ['/test.Echo/Guard', ['authenticate']],
  ['/test.Echo/Count', ['proxy']],
  ['/test.Echo/Talk', ['proxy']],
])

export const echoHandlers: HandlersOf<typeof echoService> = {
  Say: ({ text }) => ({ text }),
  Guard: (_request, { caller }) => ({ text: caller.service }),
  async *Count({ text }) {
    for (let number = 1; number <= Number(text); number++) yield { text: String(number) }
  },
  async *Talk(requests) {
    for await (const { text } of requests) yield { text: text.toUpperCase() }
  },
}

/** A databroker that echoes, on a free port. */
export async function startEcho(
  authority: LocalServiceAuthority,
  handlers: Partial<HandlersOf<typeof echoService>> = {},
  options: Partial<GrpcServerOptions> & { readonly identities?: IdentitySource } = {},
): Promise<GrpcServer> {
  return GrpcServer.listen({
    address: { host: '127.0.0.1', port: 0 },
    identities: options.identities ?? (await identitySource(authority, 'databroker')),
    methods: implement(echoService, { ...echoHandlers, ...handlers }),
    rights: echoRights,
    log: recordingLogger().log,
    graceMs: 1_000,
    ...options,
  })
}

export async function identitySource(
  authority: LocalServiceAuthority,
  service: ServiceName,
): Promise<MemoryIdentitySource> {
  return new MemoryIdentitySource(await authority.issueServiceIdentity(service, 'test'))
}

export interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: { readonly [name: string]: unknown }
}

/** A logger that keeps what it is given. */
export function recordingLogger(): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: { ...fields } })
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
}

export async function collect<Message>(messages: AsyncIterable<Message>): Promise<Message[]> {
  const collected: Message[] = []
  for await (const message of messages) collected.push(message)
  return collected
}
