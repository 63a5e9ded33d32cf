import type { Now } from '@sallyport/kernel'
import { type DeleteResult, operationIdWindowMs, type PutResult, type RememberedOperation } from '@sallyport/records'

export type WriteResult = PutResult | DeleteResult

interface Answer {
  readonly digest: string
  readonly result: WriteResult
  readonly answeredAtMs: number
}

/** The answers to operations that carry an id, kept for as long as a retry would be accepted. */
export class RememberedAnswers {
  readonly #now: Now
  readonly #answers = new Map<string, Answer>()

  constructor(now: Now) {
    this.#now = now
  }

  /** The first answer to this operation, or else the one that `write` gives. */
  answer(operation: RememberedOperation | undefined, write: () => WriteResult): WriteResult {
    if (!operation) return write()
    const nowMs = this.#now().getTime()
    if (Math.abs(nowMs - operation.madeAtMs) > operationIdWindowMs) return { outcome: 'operation-expired' }
    const known = this.#answers.get(operation.id)
    if (known) return known.digest === operation.digest ? known.result : { outcome: 'operation-reused' }
    const result = write()
    this.#answers.set(operation.id, { digest: operation.digest, result, answeredAtMs: nowMs })
    return result
  }

  forgetOld(): void {
    const oldestMs = this.#now().getTime() - 2 * operationIdWindowMs
    for (const [id, { answeredAtMs }] of this.#answers) if (answeredAtMs < oldestMs) this.#answers.delete(id)
  }
}
