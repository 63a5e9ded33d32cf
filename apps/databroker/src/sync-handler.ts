import type { HandlersOf } from '@sallyport/grpc'
import { AppError, type Logger } from '@sallyport/kernel'
import type { databrokerService, SyncRequest } from '@sallyport/proto'
import { decodeSyncCursor, type SyncCursor } from '@sallyport/records'
import { formatSpiffeId } from '@sallyport/service-identity'
import { SyncSession, type SyncSources } from './sync-session.ts'
import { syncView } from './sync-view.ts'

type Handler = HandlersOf<typeof databrokerService>['Sync']

/** One subscriber: its first request opens the stream, all later ones bring nonces. */
export function syncHandler(sources: SyncSources, log: Logger): Handler {
  return async function* sync(requests, { caller, signal, requestId }) {
    const incoming = requests[Symbol.asyncIterator]()
    const first = await incoming.next()
    const open = first.done ? undefined : first.value.open
    if (!open) throw new AppError('invalid-argument', 'a sync begins with its open request')
    const view = syncView(caller.service, open.types)
    const misuse = new AbortController()
    const session = new SyncSession(sources, view, AbortSignal.any([signal, misuse.signal]))
    const subscriber = { subscriber: formatSpiffeId(caller), types: view.types, request_id: requestId }
    log.info({ ...subscriber, resumes: open.cursor.length > 0 }, 'sync opened')
    acceptNonces(incoming, session).catch((error: unknown) => misuse.abort(error))
    try {
      yield* session.run(cursorOf(open.cursor))
    } finally {
      log.info(subscriber, 'sync closed')
    }
  }
}

async function acceptNonces(requests: AsyncIterator<SyncRequest>, session: SyncSession): Promise<void> {
  for (let next = await requests.next(); !next.done; next = await requests.next()) {
    if (next.value.nonce === undefined) throw new AppError('invalid-argument', 'a sync is opened once')
    session.acknowledge(next.value.nonce)
  }
}

/** Bytes that no broker gave out are refused, not taken for a fresh start. */
function cursorOf(bytes: Uint8Array): SyncCursor | undefined {
  if (bytes.length === 0) return undefined
  const cursor = decodeSyncCursor(bytes)
  if (!cursor) throw new AppError('invalid-argument', 'this is no cursor')
  return cursor
}
