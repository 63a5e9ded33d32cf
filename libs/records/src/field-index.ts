import type { MirroredRecord } from './mirrored-record.ts'
import { fieldText } from './record-reader.ts'

/** Records by the text of one field. Most values belong to one record, so a set is made only for the second. */
export class FieldIndex {
  readonly #field: string
  readonly #records = new Map<string, MirroredRecord | Set<MirroredRecord>>()

  constructor(field: string) {
    this.#field = field
  }

  add(record: MirroredRecord): void {
    const value = fieldText(record.data[this.#field])
    if (value === undefined) return
    const held = this.#records.get(value)
    if (held === undefined) this.#records.set(value, record)
    else if (held instanceof Set) held.add(record)
    else this.#records.set(value, new Set([held, record]))
  }

  remove(record: MirroredRecord): void {
    const value = fieldText(record.data[this.#field])
    if (value === undefined) return
    const held = this.#records.get(value)
    if (held instanceof Set) {
      held.delete(record)
      if (held.size === 0) this.#records.delete(value)
    } else if (held === record) this.#records.delete(value)
  }

  find(value: string): Iterable<MirroredRecord> {
    const held = this.#records.get(value)
    if (held === undefined) return []
    return held instanceof Set ? held : [held]
  }
}
