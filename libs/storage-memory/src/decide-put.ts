import {
  type Precondition,
  type RecordType,
  recordRules,
  type StoredRecord,
  type WriteRefusal,
} from '@sallyport/records'

export type PutDecision = { readonly outcome: 'write' } | WriteRefusal

/** Whether a put may be done, given the row that is there now. */
export function decidePut(type: RecordType, row: StoredRecord | undefined, precondition: Precondition): PutDecision {
  if (row === undefined)
    return precondition.mode === 'compare-and-set' ? { outcome: 'not-found' } : { outcome: 'write' }
  const currentVersion = row.version
  if (row.deleted) {
    const namesTheTombstone = precondition.mode === 'compare-and-set' && precondition.expectedVersion === currentVersion
    return namesTheTombstone && recordRules(type).idIsReusable
      ? { outcome: 'write' }
      : { outcome: 'deleted', currentVersion }
  }
  switch (precondition.mode) {
    case 'create':
      return { outcome: 'already-exists', currentVersion }
    case 'compare-and-set':
      return precondition.expectedVersion === currentVersion
        ? { outcome: 'write' }
        : { outcome: 'version-mismatch', currentVersion }
    case 'upsert':
      return { outcome: 'write' }
  }
}
