import type { DatabrokerClient } from '@sallyport/databroker-client'
import {
  fieldText,
  type LiveRecord,
  type Mirror,
  type RecordKey,
  type RecordReader,
  recordKeyString,
  type Version,
} from '@sallyport/records'

/** A session and its user as the primary has them, for a session that the mirror cannot know yet. */
export interface PrimaryRead {
  /** What the mirror showed before the primary was asked. A decision that rests on both is no newer than this. */
  readonly asOf: { readonly epoch: string; readonly version: Version }
  readonly records: ReadonlyMap<string, LiveRecord | undefined>
}

/** Throws `unavailable` or `deadline-exceeded` if the primary does not answer. */
export async function readSessionFromPrimary(
  sessionId: string,
  primary: Pick<DatabrokerClient, 'get'>,
  { epoch = '', version }: Pick<Mirror, 'epoch' | 'version'>,
  signal: AbortSignal,
): Promise<PrimaryRead> {
  const records = new Map<string, LiveRecord | undefined>()
  const read = async (key: RecordKey): Promise<LiveRecord | undefined> => {
    const record = await primary.get(key, signal)
    const live = record?.deleted === false ? record : undefined
    records.set(recordKeyString(key), live)
    return live
  }
  const session = await read({ type: 'session', id: sessionId })
  const userId = fieldText(session?.data['user_id'])
  if (userId !== undefined) await read({ type: 'user', id: userId })
  return { asOf: { epoch, version }, records }
}

/** The mirror's records, but for those that the primary was asked for. */
export function withPrimaryRead(mirror: RecordReader, { records }: PrimaryRead): RecordReader {
  return {
    get(key) {
      const id = recordKeyString(key)
      return records.has(id) ? records.get(id) : mirror.get(key)
    },
    byType: (type) => mirror.byType(type),
    byField: (type, field, value) => mirror.byField(type, field, value),
  }
}
