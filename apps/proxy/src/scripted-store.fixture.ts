import type { HandlersOf } from '@sallyport/grpc'
import { AppError } from '@sallyport/kernel'
import { type databrokerService, type keysService, type RecordMessageInput, toTimestamp } from '@sallyport/proto'
import type { RecordData, RecordType } from '@sallyport/records'
import { generateRingKey, type RingKey } from '@sallyport/tokens'

export const storeEpoch = '0190aaaa-0000-7000-8000-000000000001'

/** A store in the hands of a test, served as a databroker serves it to proxies: whole states, changes, keys and single reads. */
export class ScriptedStore {
  readonly routeCookieKey: RingKey = generateRingKey(new Date(0))
  /** Set: streams bring nothing new, not even an echo. */
  isSilent = false
  #log: RecordMessageInput[] = []
  #version = 0n
  #state = 0
  readonly #streams = new Set<() => void>()

  get version(): bigint {
    return this.#version
  }

  put(type: RecordType, id: string, data: RecordData = {}, expiresAt?: Date): bigint {
    const at = toTimestamp(new Date())
    this.#add({
      ...{ type, id, data: Buffer.from(JSON.stringify(data)), createdAt: at, modifiedAt: at, writtenBy: 'test' },
      ...(expiresAt && { expiresAt: toTimestamp(expiresAt) }),
    })
    return this.#version
  }

  remove(type: RecordType, id: string, reason = 'signed out'): void {
    const at = toTimestamp(new Date())
    this.#add({ type, id, data: Buffer.from('{}'), deletion: { deletedAt: at, reason, deletedBy: 'test' } })
  }

  /** As after a restore of the wrong backup: every stream begins anew with what is left. */
  forget(...types: readonly RecordType[]): void {
    this.#log = this.#log.filter(({ type }) => !types.some((forgotten) => forgotten === type))
    this.#state += 1
    this.#wake()
  }

  readonly databroker: HandlersOf<typeof databrokerService> = {
    Sync: (requests, { signal }) => this.#sync(requests, signal),
    Get: ({ type, id }) => {
      const record = this.#log.findLast((candidate) => candidate.type === type && candidate.id === id)
      if (record === undefined) throw new AppError('not-found', 'no such record')
      return { record }
    },
    ...{ Put: refuse, Delete: refuse, Query: refuse, ListTypes: refuse, ServerInfo: refuse },
    ...{ AcquireLease: refuse, RenewLease: refuse, ReleaseLease: refuse },
  }

  readonly keys: HandlersOf<typeof keysService> = {
    GetKeyRing: () => {
      const { kid, material, activeFrom } = this.routeCookieKey
      const at = toTimestamp(activeFrom)
      return { keys: [{ kid, material: Buffer.from(material.reveal()), createdAt: at, activeFrom: at }] }
    },
  }

  async *#sync(requests: AsyncIterable<{ readonly nonce?: string }>, signal: AbortSignal) {
    let nonce: string | undefined
    let woken = Promise.withResolvers<void>()
    const wake = (): void => woken.resolve()
    const nonces = async (): Promise<void> => {
      for await (const request of requests) {
        nonce = request.nonce ?? nonce
        wake()
      }
    }
    nonces().catch(wake)
    this.#streams.add(wake)
    signal.addEventListener('abort', wake, { once: true })
    let sent = 0
    let state: number | undefined
    while (!signal.aborted) {
      woken = Promise.withResolvers()
      if (!this.isSilent) {
        if (state !== this.#state) yield { reset: { storeId: 'store', epoch: storeEpoch, reason: 'no cursor' } }
        if (state !== this.#state) sent = 0
        state = this.#state
        const records = this.#log.slice(sent)
        sent += records.length
        if (records.length > 0) yield { changes: { records } }
        yield {
          checkpoint: { epoch: storeEpoch, version: this.#version.toString(), storeId: 'store', cursor: Buffer.of(1) },
        }
        if (nonce !== undefined) yield { echo: nonce }
      }
      await woken.promise
    }
    this.#streams.delete(wake)
  }

  #add(record: RecordMessageInput): void {
    this.#version += 1n
    this.#log.push({ ...record, version: this.#version.toString() })
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#streams) wake()
  }
}

function refuse(): never {
  throw new AppError('failed-precondition', 'not expected in this test')
}
