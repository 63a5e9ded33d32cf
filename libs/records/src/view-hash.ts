import { createHash } from 'node:crypto'

/** What decides which records, and which of their fields, a sync stream carries. */
export interface View {
  readonly types: readonly string[]
  /** The service that reads. */
  readonly role: string
  /** Changes whenever what a role sees of a type changes. */
  readonly projectionVersion: number
}

/** 16 bytes in base64url. Two views have the same hash iff they carry the same: the order of types does not count. */
export function viewHash({ types, role, projectionVersion }: View): string {
  const hash = createHash('sha256')
  for (const part of [role, String(projectionVersion), ...[...new Set(types)].sort()]) {
    const bytes = Buffer.from(part)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  return hash.digest().subarray(0, 16).toString('base64url')
}
