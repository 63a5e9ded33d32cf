/** What can be in one `SlotList` at a time. */
export interface Slotted {
  /** For the list alone: where it stands there; -1 while it is not in it. */
  slot: number
}

/**
 * Members in no order, for those that come and go with every request. A `Set` would rebuild its table again and again, and
 * V8 links each table to the next: one that has reached the old generation keeps alive all that follow, with everything
 * behind their members, until the next full collection.
 */
export class SlotList<T extends Slotted> {
  readonly #members: T[] = []

  add(member: T): void {
    member.slot = this.#members.push(member) - 1
  }

  /** Returns whether it was there. */
  remove(member: T): boolean {
    const { slot } = member
    if (slot === -1) return false
    const last = this.#members.pop()
    if (last !== undefined && last !== member) {
      this.#members[slot] = last
      last.slot = slot
    }
    member.slot = -1
    return true
  }

  /** Takes all of them out. */
  drain(): readonly T[] {
    const members = this.#members.splice(0)
    for (const member of members) member.slot = -1
    return members
  }

  get size(): number {
    return this.#members.length
  }
}
