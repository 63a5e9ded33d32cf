import { readFile } from 'node:fs/promises'

export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/** Postgres refuses to run as root, and `initdb` wants a user with a name: root borrows `postgres`, or else `nobody`. */
export async function unprivilegedUser(): Promise<UserIds | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8'))
  const user = users.get('postgres') ?? users.get('nobody')
  if (!user) throw new Error('Postgres does not run as root, and there is no user "postgres" or "nobody" to run it as')
  return user
}

/** User ids by name, from the text of a passwd(5) file. */
export function parsePasswd(text: string): ReadonlyMap<string, UserIds> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name = '', , uid = '', gid = ''] = line.split(':')
      return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [[name, { uid: Number(uid), gid: Number(gid) }] as const] : []
    }),
  )
}
