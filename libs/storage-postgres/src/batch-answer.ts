import type { DeleteResult, PutResult, Version } from '@sallyport/records'

export interface BatchAnswer {
  /** How many versions the batch was given; 0 means that it changed nothing. */
  readonly written: number
  readonly answers: readonly (PutResult | DeleteResult)[]
}

/** Reads what `put_batch` returns. */
export function parseBatchAnswer(json: string): BatchAnswer {
  const answer = JSON.parse(json) as {
    written: number
    answers: [outcome: string, version: string | null, deletedByThisCall: boolean][]
  }
  return {
    written: answer.written,
    answers: answer.answers.map(([outcome, version, deletedByThisCall]) =>
      writeResult(outcome, BigInt(version ?? 0), deletedByThisCall),
    ),
  }
}

function writeResult(outcome: string, version: Version, deletedByThisCall: boolean): PutResult | DeleteResult {
  switch (outcome) {
    case 'stored':
      return { outcome, version }
    case 'gone':
      return { outcome, version, deletedByThisCall }
    case 'already-exists':
    case 'version-mismatch':
    case 'deleted':
      return { outcome, currentVersion: version }
    case 'not-found':
    case 'fenced':
    case 'operation-expired':
    case 'operation-reused':
      return { outcome }
    default:
      throw new Error(`put_batch gave an outcome that is not known: ${outcome}`)
  }
}
