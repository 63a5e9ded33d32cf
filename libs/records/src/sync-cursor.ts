import { fromBase64Url } from '@sallyport/kernel'
import type { Version } from './record.ts'

/** Where a sync stream resumes. Clients keep it as opaque bytes. */
export interface SyncCursor {
  readonly epoch: string
  readonly version: Version
  /** Of the view for which it was given out. */
  readonly viewHash: string
}

const format = 1
const viewHashBytes = 16
const maxVersion = 2n ** 63n - 1n

/** format u8, length of the epoch u8, epoch in UTF-8, version u64, view hash. */
export function encodeSyncCursor({ epoch, version, viewHash }: SyncCursor): Uint8Array {
  const epochBytes = Buffer.from(epoch)
  const hashBytes = fromBase64Url(viewHash)
  if (epochBytes.length === 0 || epochBytes.length > 255) throw new Error('an epoch is 1 to 255 bytes long')
  if (hashBytes?.length !== viewHashBytes) throw new Error(`a view hash is ${viewHashBytes} bytes long`)
  const head = Buffer.from([format, epochBytes.length])
  const versionBytes = Buffer.alloc(8)
  versionBytes.writeBigUInt64BE(version)
  return Buffer.concat([head, epochBytes, versionBytes, hashBytes])
}

/** `undefined` for anything that `encodeSyncCursor` does not make. Whether it lies on the store's history is for the store to say. */
export function decodeSyncCursor(bytes: Uint8Array): SyncCursor | undefined {
  const cursor = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const epochEnd = 2 + (cursor[1] ?? 0)
  if (cursor[0] !== format || epochEnd === 2 || cursor.length !== epochEnd + 8 + viewHashBytes) return undefined
  const epoch = cursor.toString('utf8', 2, epochEnd)
  if (!Buffer.from(epoch).equals(cursor.subarray(2, epochEnd))) return undefined
  const version = cursor.readBigUInt64BE(epochEnd)
  if (version > maxVersion) return undefined
  return { epoch, version, viewHash: cursor.toString('base64url', epochEnd + 8) }
}
