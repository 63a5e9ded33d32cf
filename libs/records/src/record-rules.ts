import type { RecordType } from './record.ts'

/** How records of one type behave in every store. */
export interface RecordRules {
  /** An id of such a type is used once: after a delete nothing can be written under it again. */
  readonly idIsReusable: boolean
  /** Whether `Put` may overwrite without an expected version (configuration and the like, never a person's state). */
  readonly allowsUpsert: boolean
  /** Fields that a tombstone keeps. */
  readonly tombstoneFields: readonly string[]
  /** Fields that `query` can filter by, compared as text. */
  readonly indexedFields: readonly string[]
}

const rules: Readonly<Record<RecordType, RecordRules>> = {
  session: {
    idIsReusable: false,
    allowsUpsert: false,
    tombstoneFields: ['user_id', 'kind'],
    indexedFields: ['user_id', 'provider_session', 'parent_id'],
  },
  grant: {
    idIsReusable: false,
    allowsUpsert: false,
    tombstoneFields: ['session_id', 'user_id', 'provider'],
    indexedFields: ['session_id', 'user_id'],
  },
  service_account: { idIsReusable: false, allowsUpsert: false, tombstoneFields: ['name'], indexedFields: ['name'] },
  sign_in_code: { idIsReusable: false, allowsUpsert: false, tombstoneFields: [], indexedFields: [] },
  revocation: { idIsReusable: false, allowsUpsert: false, tombstoneFields: [], indexedFields: [] },
  user: { idIsReusable: true, allowsUpsert: false, tombstoneFields: [], indexedFields: ['email'] },
  route: { idIsReusable: true, allowsUpsert: true, tombstoneFields: ['from', 'name'], indexedFields: [] },
  policy: { idIsReusable: true, allowsUpsert: true, tombstoneFields: [], indexedFields: [] },
  endpoint: { idIsReusable: true, allowsUpsert: true, tombstoneFields: ['instance'], indexedFields: ['instance'] },
  connection: {
    idIsReusable: true,
    allowsUpsert: true,
    tombstoneFields: ['instance', 'session_id'],
    indexedFields: ['instance', 'session_id'],
  },
  key: { idIsReusable: true, allowsUpsert: false, tombstoneFields: [], indexedFields: ['purpose'] },
  jwks: { idIsReusable: true, allowsUpsert: true, tombstoneFields: [], indexedFields: [] },
}

export function recordRules(type: RecordType): RecordRules {
  return rules[type]
}
