import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError, fromBase64Url, toBase64Url } from '@sallyport/kernel'
import type { QueryRequest } from './record-store.ts'

const macBytes = 16

/** A token for the page after `lastId`, good for this very query on the store that holds `key`. */
export function sealPageToken(key: Uint8Array, request: QueryRequest, lastId: string): string {
  return toBase64Url(Buffer.concat([mac(key, request, lastId), Buffer.from(lastId)]))
}

/** The id after which the page begins. Throws `invalid-argument` for a token that is forged, of another query, or of another store. */
export function openPageToken(key: Uint8Array, request: QueryRequest, token: string): string {
  const bytes = fromBase64Url(token)
  if (bytes !== undefined && bytes.length > macBytes) {
    const lastId = Buffer.from(bytes.subarray(macBytes)).toString()
    if (timingSafeEqual(bytes.subarray(0, macBytes), mac(key, request, lastId))) return lastId
  }
  throw new AppError('invalid-argument', 'the page token is not one that this query gave')
}

function mac(key: Uint8Array, { type, where }: QueryRequest, lastId: string): Buffer {
  const covered = JSON.stringify([type, where?.field ?? null, where?.equals ?? null, lastId])
  return createHmac('sha256', key).update(covered).digest().subarray(0, macBytes)
}
