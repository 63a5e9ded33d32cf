/** One of the demonstration's people. */
export interface DemonstrationUser {
  readonly subject: string
  readonly email: string
  readonly name: string
  readonly groups: readonly string[]
}

/** Any password signs any of them in: this provider answers on loopback alone and guards nothing. */
export const demonstrationUsers: readonly DemonstrationUser[] = [
  { subject: 'alice', email: 'alice@example.com', name: 'Alice Adams', groups: ['administrators', 'staff'] },
  { subject: 'bob', email: 'bob@example.com', name: 'Bob Brown', groups: ['staff'] },
  { subject: 'mallory', email: 'mallory@evil.test', name: 'Mallory Moore', groups: [] },
]
