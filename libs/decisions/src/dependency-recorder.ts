import type { LiveRecord, RecordKey, RecordReader, RecordType } from '@sallyport/records'
import { collectionDependency, type Dependency, indexDependency } from './dependency.ts'

/**
 * Lets an evaluation read records and notes what it read: hits, misses and scans.
 * The evaluation runs in one turn of the event loop, so that everything it reads is of one version: the one to answer as `decidedAt`.
 */
export class DependencyRecorder implements RecordReader {
  readonly #records: RecordReader
  readonly #noted = new Map<string, Dependency>()

  constructor(records: RecordReader) {
    this.#records = records
  }

  get(key: RecordKey): LiveRecord | undefined {
    const record = this.#records.get(key)
    this.#note({ type: key.type, id: key.id, version: record?.version ?? 0n })
    return record
  }

  byType(type: RecordType): Iterable<LiveRecord> {
    this.#note(collectionDependency(type))
    return this.#records.byType(type)
  }

  byField(type: RecordType, field: string, value: string): Iterable<LiveRecord> {
    this.#note(indexDependency(type, field, value))
    const records = [...this.#records.byField(type, field, value)]
    // Each hit is noted too: a mirror that sees changes compacted may learn of a record only after it moved to another value.
    for (const { id, version } of records) this.#note({ type, id, version })
    return records
  }

  get dependencies(): readonly Dependency[] {
    return [...this.#noted.values()]
  }

  #note(dependency: Dependency): void {
    this.#noted.set(`${dependency.type}/${dependency.id}`, dependency)
  }
}
