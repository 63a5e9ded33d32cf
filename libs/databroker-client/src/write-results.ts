import { AppError } from '@sallyport/kernel'
import { type DeleteResponse, type PutResponse, WriteOutcome } from '@sallyport/proto'
import type { DeleteResult, PutResult, WriteRefusal } from '@sallyport/records'

export function putResultFrom({ outcome, version }: PutResponse): PutResult {
  return refusalFrom(outcome, version) ?? { outcome: 'stored', version: BigInt(version) }
}

export function deleteResultFrom({ outcome, version, deletedByThisCall }: DeleteResponse): DeleteResult {
  return refusalFrom(outcome, version) ?? { outcome: 'gone', version: BigInt(version), deletedByThisCall }
}

function refusalFrom(outcome: PutResponse['outcome'], version: string): WriteRefusal | undefined {
  const currentVersion = BigInt(version)
  switch (outcome) {
    case WriteOutcome.WRITE_OUTCOME_DONE:
      return undefined
    case WriteOutcome.WRITE_OUTCOME_NOT_FOUND:
      return { outcome: 'not-found' }
    case WriteOutcome.WRITE_OUTCOME_ALREADY_EXISTS:
      return { outcome: 'already-exists', currentVersion }
    case WriteOutcome.WRITE_OUTCOME_VERSION_MISMATCH:
      return { outcome: 'version-mismatch', currentVersion }
    case WriteOutcome.WRITE_OUTCOME_DELETED:
      return { outcome: 'deleted', currentVersion }
    case WriteOutcome.WRITE_OUTCOME_FENCED:
      return { outcome: 'fenced' }
    case WriteOutcome.WRITE_OUTCOME_OPERATION_EXPIRED:
      return { outcome: 'operation-expired' }
    case WriteOutcome.WRITE_OUTCOME_OPERATION_REUSED:
      return { outcome: 'operation-reused' }
    case WriteOutcome.WRITE_OUTCOME_UNSPECIFIED:
      throw new AppError('unavailable', 'the databroker answered a write without saying what became of it')
  }
  // A newer databroker may know outcomes that this release does not.
  throw new AppError('unavailable', 'the databroker answered a write in a way that this release does not know')
}
