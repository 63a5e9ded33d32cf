import type { RecordType } from '@sallyport/records'
import type { ServiceName } from '@sallyport/service-identity'

/** How much of a record a service may see. A header is type, id, version and whether it is deleted, and no data. */
export type View = 'whole' | 'header' | { readonly fields: readonly string[] }

/** Which records of a type a service may write: any, or only those whose id begins with the caller's own instance and a slash, or is it. */
type Write = 'any' | 'own'

export interface RecordRight {
  /** What `Get` shows. */
  readonly get?: View
  /** What `Sync` streams. */
  readonly sync?: View
  /** Whether `Query` and `ListTypes` answer, in the view of `get`. */
  readonly list?: true
  readonly put?: Write
  readonly delete?: Write
}

const wholeRead = { get: 'whole', sync: 'whole' } as const
const wholeList = { ...wholeRead, list: true } as const
const headers = { get: 'header', sync: 'header' } as const
const owner = { ...wholeList, put: 'any', delete: 'any' } as const
const ownInstance = { ...wholeRead, put: 'own', delete: 'own' } as const

/** A proxy needs to check a handle and to find what to cut; who the person is, is none of its business. */
const sessionForProxy = { fields: ['user_id', 'kind', 'handle_hash', 'issued_at'] } as const

/**
 * Default deny: what is not written here is refused. Routes and policies come from the configuration that the databroker itself reads,
 * so no service may write them; keys leave only through the `Keys` service.
 */
const rights: Readonly<Record<RecordType, Partial<Readonly<Record<ServiceName, RecordRight>>>>> = {
  session: { authenticate: owner, authorize: wholeList, proxy: { get: sessionForProxy, sync: sessionForProxy } },
  user: { authenticate: owner, authorize: wholeList, proxy: headers },
  service_account: { authenticate: owner, authorize: wholeList, proxy: headers },
  grant: { authenticate: owner },
  sign_in_code: { authenticate: { get: 'whole', put: 'any', delete: 'any' } },
  route: { authenticate: wholeList, authorize: wholeList, proxy: wholeList },
  policy: { authorize: wholeList, proxy: headers },
  endpoint: { proxy: ownInstance },
  connection: { authenticate: wholeList, proxy: ownInstance },
  revocation: { authenticate: wholeRead, authorize: wholeRead, proxy: wholeRead },
  key: { proxy: headers },
  jwks: { authenticate: wholeRead, authorize: { ...wholeRead, put: 'own', delete: 'own' }, proxy: wholeRead },
}

/** `undefined`: nothing at all. */
export function recordRight(service: ServiceName, type: RecordType): RecordRight | undefined {
  return rights[type][service]
}

/** Whether a write right covers this id. */
export function covers(write: Write | undefined, id: string, instance: string): boolean {
  switch (write) {
    case undefined:
      return false
    case 'any':
      return true
    case 'own':
      return id === instance || id.startsWith(`${instance}/`)
  }
}
