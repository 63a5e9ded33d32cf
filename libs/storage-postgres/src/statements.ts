import type { RecordType } from '@sallyport/records'
import type { Statement } from './primary-connection.ts'
import { recordColumns } from './record-row.ts'

export const putBatch: Statement = {
  name: 'put_batch',
  text: "select sallyport.put_batch($1, $2, $3::bigint * interval '1 ms')",
}

/** What every connection begins with; answers whose store it has come to. */
export const enterStore: Statement = {
  name: 'enter_store',
  text: 'select store_id, sallyport.check_epoch() from sallyport.meta',
}

export const collectTombstones: Statement = {
  name: 'collect_tombstones',
  text: `select sallyport.collect_tombstones($1, $2::bigint * interval '1 ms', $3::bigint * interval '1 ms')`,
}

export const storeIdentity: Statement = {
  name: 'store_identity',
  text: `select store_id, encode(page_token_key, 'base64') from sallyport.meta`,
}

// Each read says whether the server still is a primary; behind a connection pooler that is not settled by connecting to one.

export const getRecord: Statement = {
  name: 'get_record',
  text: `select pg_is_in_recovery(), ${recordColumns}
    from sallyport.meta left join sallyport.records r on r.type = $1 and r.id = $2`,
}

export const storeInfo: Statement = {
  name: 'store_info',
  text: 'select pg_is_in_recovery(), head, epoch, gc_floor from sallyport.meta',
}

export const presentTypes: Statement = {
  name: 'present_types',
  text: `select pg_is_in_recovery(), wanted.type
    from sallyport.meta left join unnest($1::text[]) as wanted (type)
    on exists (select from sallyport.records r where r.type = wanted.type)`,
}

/** Whether a version lies on an epoch: at or before its end, which is where the next begins, or the head. */
export const cursorIsOnHistory: Statement = {
  name: 'cursor_is_on_history',
  text: `select pg_is_in_recovery(), exists (
      select from sallyport.epochs e
      where e.id::text = $1 and $2 <= coalesce(
        (select min(later.start_version) - 1 from sallyport.epochs later where later.n > e.n), head
      )
    ) from sallyport.meta`,
}

const pageOf = (rows: string): string => `
  select pg_is_in_recovery(), head, epoch, gc_floor, ${recordColumns}
  from sallyport.meta left join lateral (${rows}) r on true
  where only_row order by r.version`

/** One statement, so that the head, the floor and the rows are of one moment. */
export const changesOfAllTypes: Statement = {
  name: 'changes_of_all_types',
  text: pageOf('select * from sallyport.records where version > 0 and version > $1 order by version limit $2'),
}

export const changesOfSomeTypes: Statement = {
  name: 'changes_of_some_types',
  text: pageOf(`
    select own.* from unnest($3::text[]) as wanted (type) cross join lateral (
      select * from sallyport.records where type = wanted.type and version > $1 order by version limit $2
    ) own order by own.version limit $2`),
}

/** Of a type and one of its indexed fields, both from our own closed lists, so that the partial index is seen to fit. */
export function queryRecords(type: RecordType, field: string | undefined): Statement {
  const matches = field === undefined ? '' : `and r.data ->> '${field}' = $3`
  return {
    name: `query_${type}_${field ?? 'all'}`,
    text: `select pg_is_in_recovery(), ${recordColumns}
      from sallyport.meta left join lateral (
        select * from sallyport.records r
        where r.type = '${type}' and not r.deleted and r.id > $1 ${matches}
          and (r.expires_at is null or r.expires_at > now())
        order by r.id limit $2
      ) r on true where only_row order by r.id`,
  }
}

export const expiredKeys: Statement = {
  name: 'expired_keys',
  text: `select type, id from sallyport.records
    where not deleted and expires_at <= now() and type = any ($1) order by expires_at limit $2`,
}

const heldBy = 'name = $1 and holder = $2 and token = $3'
const answer = (change: string): string => `
  with held as (${change})
  select token, null from held
  union all
  select null, greatest(0, ceil(extract(epoch from max(expires_at) - clock_timestamp()) * 1000))::bigint
  from sallyport.leases where name = $1 having not exists (select from held)`

/** (name, holder, duration) → its token if it is held now, else how many milliseconds it is taken for. */
export const acquireLease: Statement = {
  name: 'acquire_lease',
  text: answer(`
    insert into sallyport.leases as l (name, holder, token, expires_at)
    values ($1, $2, 1, clock_timestamp() + $3::bigint * interval '1 ms')
    on conflict (name) do update set
      holder = excluded.holder,
      token = l.token + case when l.holder is not null and l.expires_at > clock_timestamp() then 0 else 1 end,
      expires_at = excluded.expires_at
    where l.holder is null or l.holder = excluded.holder or l.expires_at <= clock_timestamp()
    returning token`),
}

/** (name, holder, token, duration) → the same. */
export const renewLease: Statement = {
  name: 'renew_lease',
  text: answer(`
    update sallyport.leases set expires_at = clock_timestamp() + $4::bigint * interval '1 ms'
    where ${heldBy} and expires_at > clock_timestamp()
    returning token`),
}

export const releaseLease: Statement = {
  name: 'release_lease',
  text: `update sallyport.leases set holder = null, expires_at = clock_timestamp() where ${heldBy}`,
}
