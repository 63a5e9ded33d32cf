import { DatabaseSync } from 'node:sqlite'
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/** The provider's sessions, grants and tokens in one file, so that a restart loses nobody's sign-in. */
export class ProviderStore implements Disposable {
  readonly #database: DatabaseSync

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    this.#database.exec(`
      pragma journal_mode = wal;
      create table if not exists records (
        model text, id text, payload text not null, grant_id text, uid text, expires_at real not null,
        primary key (model, id)
      ) without rowid;
      create index if not exists by_grant on records (grant_id);
      create index if not exists by_uid on records (model, uid);
    `)
    this.#run('delete from records where expires_at <= ?', epochSeconds())
  }

  readonly adapter: AdapterFactory = (model) =>
    ({
      upsert: async (id, payload, expiresIn) => {
        const expiresAt = expiresIn === undefined ? Number.MAX_SAFE_INTEGER : epochSeconds() + expiresIn
        const { grantId = null, uid = null } = payload
        this.#run(
          'replace into records values (?, ?, ?, ?, ?, ?)',
          model,
          id,
          JSON.stringify(payload),
          grantId,
          uid,
          expiresAt,
        )
      },
      find: async (id) => this.#find('model = ? and id = ?', model, id),
      findByUid: async (uid) => this.#find('model = ? and uid = ?', model, uid),
      findByUserCode: async () => undefined, // The device flow is not offered.
      consume: async (id) => {
        const set = "update records set payload = json_set(payload, '$.consumed', ?) where model = ? and id = ?"
        this.#run(set, Math.floor(epochSeconds()), model, id)
      },
      destroy: async (id) => this.#run('delete from records where model = ? and id = ?', model, id),
      revokeByGrantId: async (grantId) =>
        this.#run('delete from records where model = ? and grant_id = ?', model, grantId),
    }) satisfies Adapter;

  [Symbol.dispose](): void {
    this.#database.close()
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#database.prepare(sql).run(...values)
  }

  #find(where: string, ...values: string[]): AdapterPayload | undefined {
    const select = `select payload from records where ${where} and expires_at > ?`
    const row = this.#database.prepare(select).get(...values, epochSeconds())
    return typeof row?.['payload'] === 'string' ? JSON.parse(row['payload']) : undefined
  }
}

function epochSeconds(): number {
  return Date.now() / 1000
}
