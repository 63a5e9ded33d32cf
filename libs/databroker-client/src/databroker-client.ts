import { randomUUIDv7 } from 'node:crypto'
import type { CallableUnaryMethod, GrpcClient } from '@sallyport/grpc'
import { AppError, isAppError } from '@sallyport/kernel'
import { databrokerService, keysService, type LeaseResponse, toTimestamp } from '@sallyport/proto'
import {
  type DeleteResult,
  isRecordType,
  type LeaseResult,
  type LiveRecord,
  type Precondition,
  type QueryRequest,
  type QueryResult,
  type RecordData,
  type RecordKey,
  type RecordType,
  type StoredRecord,
  type Version,
  type WriteRefusal,
} from '@sallyport/records'
import { recordFromMessage } from './record-from-message.ts'
import { type RetryLimits, retryUnavailable } from './retry.ts'
import { type SharedKey, sharedKeyFrom } from './shared-key.ts'
import { deleteResultFrom, putResultFrom } from './write-results.ts'

/** Proves that the caller still holds a lease. */
export interface LeaseFence {
  readonly lease: string
  readonly token: bigint
}

export interface PutCommand extends RecordKey {
  readonly data: RecordData
  readonly precondition: Precondition
  readonly expiresAt?: Date
  readonly fence?: LeaseFence
}

export interface DeleteCommand extends RecordKey {
  readonly reason: string
  readonly expectedVersion?: Version
  readonly fence?: LeaseFence
}

/** `epoch` and `version` together say what to wait for in a mirror. */
export type StoreResult =
  | { readonly outcome: 'stored'; readonly version: Version; readonly epoch: string }
  | WriteRefusal

export interface BrokerInfo {
  readonly storeId: string
  readonly epoch: string
  readonly version: Version
  readonly instance: string
}

const defaultLimits: RetryLimits = { timeoutMs: 5_000, attemptTimeoutMs: 2_000 }

/**
 * Writes to the databroker and reads of its primary. Every call is made again while no replica answers it, until its time is up:
 * writes carry an operation id, so a repeated one gets the first answer again and is done once.
 *
 * Throws `AppError`: `unavailable` or `deadline-exceeded` when the outcome is not known, `permission-denied` for a type that the caller may not touch.
 */
export class DatabrokerClient {
  readonly #client: Pick<GrpcClient, 'unaryCall'>
  readonly #limits: RetryLimits

  constructor(client: Pick<GrpcClient, 'unaryCall'>, limits: RetryLimits = defaultLimits) {
    this.#client = client
    this.#limits = limits
  }

  async put(
    { type, id, data, precondition, expiresAt, fence }: PutCommand,
    signal?: AbortSignal,
  ): Promise<StoreResult> {
    const request = {
      type,
      id,
      data: Buffer.from(JSON.stringify(data)),
      operationId: randomUUIDv7(),
      ...expectation(precondition),
      ...(expiresAt && { expiresAt: toTimestamp(expiresAt) }),
      ...(fence && { fence: fenceMessage(fence) }),
    }
    const response = await this.#call(databrokerService.Put, request, signal)
    const result = putResultFrom(response)
    return result.outcome === 'stored' ? { ...result, epoch: response.epoch } : result
  }

  /** Idempotent: it is also `gone` when there was nothing to delete. */
  async delete(
    { type, id, reason, expectedVersion, fence }: DeleteCommand,
    signal?: AbortSignal,
  ): Promise<DeleteResult> {
    const request = {
      type,
      id,
      reason,
      operationId: randomUUIDv7(),
      ...(expectedVersion !== undefined && { expectedVersion: expectedVersion.toString() }),
      ...(fence && { fence: fenceMessage(fence) }),
    }
    return deleteResultFrom(await this.#call(databrokerService.Delete, request, signal))
  }

  /** The live or deleted record as the primary has it now; `undefined` once nothing is left of it. Expired records are returned; the caller tests. */
  async get({ type, id }: RecordKey, signal?: AbortSignal): Promise<StoredRecord | undefined> {
    try {
      const { record } = await this.#call(databrokerService.Get, { type, id }, signal)
      return record === null ? undefined : recordFromMessage(record)
    } catch (error) {
      if (isAppError(error, 'not-found')) return undefined
      throw error
    }
  }

  async query({ type, where, limit, pageToken = '' }: QueryRequest, signal?: AbortSignal): Promise<QueryResult> {
    const request = { type, limit, pageToken, ...where }
    const { records, nextPageToken } = await this.#call(databrokerService.Query, request, signal)
    const live = records.map(recordFromMessage).filter((record): record is LiveRecord => record?.deleted === false)
    return { records: live, ...(nextPageToken !== '' && { nextPageToken }) }
  }

  async listTypes(signal?: AbortSignal): Promise<readonly RecordType[]> {
    const { types } = await this.#call(databrokerService.ListTypes, {}, signal)
    return types.filter(isRecordType)
  }

  async serverInfo(signal?: AbortSignal): Promise<BrokerInfo> {
    const { storeId, epoch, version, instance } = await this.#call(databrokerService.ServerInfo, {}, signal)
    return { storeId, epoch, version: BigInt(version), instance }
  }

  /** Takes or keeps a lease. Its time runs by the broker's clock from before the answer came: count from before the call. */
  async acquireLease(name: string, durationMs: number, signal?: AbortSignal): Promise<LeaseResult> {
    const request = { name, durationMs }
    return leaseResultFrom(await this.#call(databrokerService.AcquireLease, request, signal))
  }

  /** `taken` when it ran out or changed hands. */
  async renewLease(name: string, token: bigint, durationMs: number, signal?: AbortSignal): Promise<LeaseResult> {
    const request = { name, token: token.toString(), durationMs }
    return leaseResultFrom(await this.#call(databrokerService.RenewLease, request, signal))
  }

  async releaseLease(name: string, token: bigint, signal?: AbortSignal): Promise<void> {
    const request = { name, token: token.toString() }
    await this.#call(databrokerService.ReleaseLease, request, signal)
  }

  /** The ring of keys for one purpose, as the caller's identity may have it. There is always at least one key. */
  async keyRing(purpose: string, signal?: AbortSignal): Promise<readonly SharedKey[]> {
    const { keys } = await this.#call(keysService.GetKeyRing, { purpose }, signal)
    if (keys.length === 0) throw new AppError('unavailable', `the databroker has no key for ${purpose}`)
    return keys.map(sharedKeyFrom)
  }

  #call<Request, Response>(
    method: CallableUnaryMethod<Request, Response>,
    request: NoInfer<Request>,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const timeoutMs = this.#limits.attemptTimeoutMs
    return retryUnavailable(
      (limited) => this.#client.unaryCall(method, request, { signal: limited, timeoutMs }),
      this.#limits,
      signal,
    )
  }
}

function expectation(precondition: Precondition): { expectedVersion?: string } {
  switch (precondition.mode) {
    case 'create':
      return { expectedVersion: '0' }
    case 'compare-and-set':
      return { expectedVersion: precondition.expectedVersion.toString() }
    case 'upsert':
      return {}
  }
}

function fenceMessage({ lease, token }: LeaseFence): { lease: string; token: string } {
  return { lease, token: token.toString() }
}

function leaseResultFrom({ held, token, expiresInMs }: LeaseResponse): LeaseResult {
  return held ? { outcome: 'held', token: BigInt(token), expiresInMs } : { outcome: 'taken', expiresInMs }
}
