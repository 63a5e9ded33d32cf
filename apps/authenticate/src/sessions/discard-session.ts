import type { DatabrokerClient } from '@sallyport/databroker-client'

/**
 * Deletes a session and then its grant. Their tombstones stand in the way of any write that is still under way, so that neither comes
 * back; the session goes first, because it is what lets somebody in.
 */
export async function discardSession(
  records: Pick<DatabrokerClient, 'delete'>,
  id: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  await records.delete({ type: 'session', id, reason }, signal)
  await records.delete({ type: 'grant', id, reason }, signal)
}
