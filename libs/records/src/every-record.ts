import type { LiveRecord } from './record.ts'
import type { QueryRequest, QueryResult } from './record-store.ts'

/** Whatever answers queries page by page: a store, or a client of one. */
export interface Queryable {
  query(request: QueryRequest, signal?: AbortSignal): Promise<QueryResult>
}

/** Every record that a query finds, in id order. The next page is asked for when the reader has come to the end of the one before. */
export async function* everyRecord(
  records: Queryable,
  request: Pick<QueryRequest, 'type' | 'where'>,
  signal?: AbortSignal,
): AsyncGenerator<LiveRecord> {
  let pageToken: string | undefined
  do {
    const page = await records.query(
      { ...request, limit: recordsPerPage, ...(pageToken !== undefined && { pageToken }) },
      signal,
    )
    yield* page.records
    pageToken = page.nextPageToken
  } while (pageToken !== undefined)
}

const recordsPerPage = 1_000
