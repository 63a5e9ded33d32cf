import { FieldIndex } from './field-index.ts'
import { MirroredRecord } from './mirrored-record.ts'
import type { LiveRecord, RecordKey, RecordType } from './record.ts'
import type { RecordReader } from './record-reader.ts'

/** The fields to index, by type. */
export type IndexedFields = { readonly [type in RecordType]?: readonly string[] }

/** The live records of one state, with their indexes. */
export class RecordTable implements RecordReader {
  readonly #records = new Map<RecordType, Map<string, MirroredRecord>>()
  readonly #indexes = new Map<RecordType, Map<string, FieldIndex>>()

  constructor(types: Iterable<RecordType>, indexedFields: IndexedFields = {}) {
    for (const type of types) {
      this.#records.set(type, new Map())
      this.#indexes.set(type, new Map((indexedFields[type] ?? []).map((field) => [field, new FieldIndex(field)])))
    }
  }

  get(key: RecordKey): MirroredRecord | undefined {
    return this.#records.get(key.type)?.get(key.id)
  }

  byType(type: RecordType): Iterable<MirroredRecord> {
    return this.#records.get(type)?.values() ?? []
  }

  byField(type: RecordType, field: string, value: string): Iterable<MirroredRecord> {
    const index = this.#indexes.get(type)?.get(field)
    if (index === undefined) throw new Error(`${type} records are not indexed by ${field}`)
    return index.find(value)
  }

  count(type: RecordType): number {
    return this.#records.get(type)?.size ?? 0
  }

  put(record: LiveRecord): MirroredRecord {
    this.remove(record)
    const held = new MirroredRecord(record)
    this.#records.get(record.type)?.set(record.id, held)
    for (const index of this.#indexes.get(record.type)?.values() ?? []) index.add(held)
    return held
  }

  remove(key: RecordKey): void {
    const held = this.get(key)
    if (held === undefined) return
    this.#records.get(key.type)?.delete(key.id)
    for (const index of this.#indexes.get(key.type)?.values() ?? []) index.remove(held)
  }
}
