import type { HandlersOf } from '@sallyport/grpc'
import { AppError } from '@sallyport/kernel'
import type { databrokerService, LeaseResponseInput } from '@sallyport/proto'
import type { LeaseResult, RecordStore } from '@sallyport/records'
import { formatSpiffeId } from '@sallyport/service-identity'

type Handlers = Pick<HandlersOf<typeof databrokerService>, 'AcquireLease' | 'RenewLease' | 'ReleaseLease'>

const longestMs = 5 * 60_000

/** Leases, held by the caller's identity and nobody else. */
export function leaseHandlers(store: Pick<RecordStore, 'acquireLease' | 'renewLease' | 'releaseLease'>): Handlers {
  return {
    async AcquireLease({ name, durationMs }, { caller, signal }) {
      return toResponse(await store.acquireLease(leaseName(name), formatSpiffeId(caller), duration(durationMs), signal))
    },
    async RenewLease({ name, token, durationMs }, { caller, signal }) {
      return toResponse(
        await store.renewLease(leaseName(name), formatSpiffeId(caller), BigInt(token), duration(durationMs), signal),
      )
    },
    async ReleaseLease({ name, token }, { caller, signal }) {
      await store.releaseLease(leaseName(name), formatSpiffeId(caller), BigInt(token), signal)
      return {}
    },
  }
}

function toResponse(result: LeaseResult): LeaseResponseInput {
  return result.outcome === 'held'
    ? { held: true, token: result.token.toString(), expiresInMs: result.expiresInMs }
    : { held: false, expiresInMs: result.expiresInMs }
}

function leaseName(name: string): string {
  if (!/^[a-z0-9][a-z0-9/_-]{0,127}$/.test(name)) {
    throw new AppError('invalid-argument', 'a lease is named by 1 to 128 of a-z, 0-9, /, _ and -')
  }
  return name
}

function duration(ms: number): number {
  if (ms < 1_000 || ms > longestMs)
    throw new AppError('invalid-argument', `a lease lasts from 1,000 to ${longestMs} ms`)
  return ms
}
