import { describe } from 'vitest'
import { concurrency } from './contract/concurrency.ts'
import { expiryAndTombstones } from './contract/expiry-and-tombstones.ts'
import { leasesAndFences } from './contract/leases-and-fences.ts'
import { limits } from './contract/limits.ts'
import { operations } from './contract/operations.ts'
import { putsAndDeletes } from './contract/puts-and-deletes.ts'
import { reading } from './contract/reading.ts'
import type { OpenSubject } from './contract/subject.ts'

export type { ContractSubject, OpenSubject } from './contract/subject.ts'

/** What every `RecordStore` does, as tests. `open` gives each test an empty store of its own. */
export function recordStoreContract(name: string, open: OpenSubject): void {
  describe(`${name} keeps the record store contract`, () => {
    putsAndDeletes(open)
    operations(open)
    leasesAndFences(open)
    expiryAndTombstones(open)
    reading(open)
    limits(open)
    concurrency(open)
  })
}
