-- Judges, numbers and writes a batch of operations, and returns
--   {"written": how many versions were given, "answers": [[outcome, version or null, deleted by this call], …]} in the operations' order.
-- No two operations of a batch name the same record or the same operation id. `fences` are the leases that any of them names.
-- To be called as one statement of its own: the lock on the counter is then never held across the network.
-- The settings keep the plan that looks records up by key, whatever the statistics say about a table that was empty a moment ago.
create function put_batch(batch json, fences text[], operation_window interval) returns json
  language plpgsql
  set search_path = sallyport, pg_catalog
  set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_seqscan = off
as $$
declare
  head_before bigint;
  written_at timestamptz;
  answers json;
  written bigint;
begin
  -- A statement that waits for a lock reads what was there before it waited, so the lock is a statement of its own.
  perform 1 from meta for update;
  perform open_epoch_after_change();
  head_before := (select head from meta);
  written_at := date_trunc('milliseconds', clock_timestamp());
  if cardinality(fences) > 0 then
    -- Until this commits, no lease that a fence relies on can change hands.
    perform 1 from leases where name = any (fences) order by name for share;
  end if;

  with judged as (
    select
      o.*,
      r.version as row_version,
      r.deleted as row_deleted,
      r.created_at as row_created_at,
      r.data as row_data,
      case
        when o.operation_id is null then null
        when o.operation_made_at not between written_at - operation_window and written_at + operation_window
          then '["operation-expired", null, false]'
        when known.digest = o.digest then known.answer
        when known.id is not null then '["operation-reused", null, false]'
      end as known_answer,
      case
        when o.lease is not null and not exists (
          select from leases l where l.name = o.lease and l.holder = o.lease_holder and l.token = o.lease_token
        ) then 'fenced'
        when o.kind = 'put' then case
          when r.version is null then case o.mode when 'compare-and-set' then 'not-found' else 'stored' end
          when r.deleted then case
            when o.mode = 'compare-and-set' and o.expected_version = r.version and o.id_is_reusable then 'stored'
            else 'deleted'
          end
          when o.mode = 'create' then 'already-exists'
          when o.mode = 'compare-and-set' and o.expected_version <> r.version then 'version-mismatch'
          else 'stored'
        end
        when r.version is null or r.deleted then 'gone'
        when o.kind = 'expire' and coalesce(r.expires_at > written_at, true) then 'gone'
        when o.expected_version <> r.version then 'version-mismatch'
        else 'entomb'
      end as verdict
    from json_to_recordset(batch) as o (
      n integer, kind text, type text, id text, written_by text,
      mode text, expected_version bigint, data jsonb, expires_at timestamptz, id_is_reusable boolean,
      reason text, tombstone_fields text[],
      lease text, lease_holder text, lease_token bigint,
      operation_id uuid, operation_made_at timestamptz, digest text
    )
    left join records r on r.type = o.type and r.id = o.id
    left join operations known on known.id = o.operation_id
  ),
  numbered as materialized (
    select
      j.*,
      writes,
      case when writes then head_before + count(*) filter (where writes) over (order by n) else row_version end as version
    from judged j, lateral (select known_answer is null and verdict in ('stored', 'entomb') as writes) w
  ),
  upserted as (
    insert into records as r (
      type, id, version, deleted, data, created_at, modified_at, expires_at, written_by, delete_reason
    )
    select
      type, id, version, verdict = 'entomb',
      case verdict
        when 'stored' then data
        else coalesce(
          (select jsonb_object_agg(field, row_data -> field) from unnest(tombstone_fields) as field where row_data ? field),
          '{}'
        )
      end,
      case when row_version is null or (row_deleted and verdict = 'stored') then written_at else row_created_at end,
      written_at, expires_at, written_by, reason
    from numbered
    where writes
    on conflict (type, id) do update set
      version = excluded.version,
      deleted = excluded.deleted,
      data = excluded.data,
      created_at = excluded.created_at,
      modified_at = excluded.modified_at,
      expires_at = excluded.expires_at,
      written_by = excluded.written_by,
      delete_reason = excluded.delete_reason
  ),
  answered as materialized (
    select n, writes, operation_id, digest, known_answer, version, coalesce(known_answer, jsonb_build_array(
      case verdict when 'entomb' then 'gone' else verdict end, version::text, verdict = 'entomb'
    )) as answer
    from numbered
  ),
  remembered as (
    insert into operations (id, digest, answer, answered_at)
    select operation_id, digest, answer, written_at from answered where operation_id is not null and known_answer is null
  )
  select json_agg(answer order by n), count(*) filter (where writes) into answers, written from answered;
  if written > 0 then
    update meta set head = head_before + written;
  end if;
  return json_build_object('written', written, 'answers', answers);
end
$$;

-- Removes old tombstones and, because it is they whom a cursor must have read, raises the floor with them.
create function collect_tombstones(
  most integer, tombstone_retention interval, operation_retention interval
) returns bigint
  language plpgsql
  set search_path = sallyport, pg_catalog
as $$
declare
  removed bigint;
  highest bigint;
begin
  perform 1 from meta for update;
  with old as (
    select type, id from records
    where deleted and modified_at < now() - tombstone_retention
    order by modified_at, version limit most
  ),
  gone as (
    delete from records r using old where (r.type, r.id) = (old.type, old.id) returning r.version
  )
  select count(*), max(version) into removed, highest from gone;
  update meta set gc_floor = highest where gc_floor < highest;
  delete from operations where id in (
    select id from operations where answered_at < now() - operation_retention order by answered_at limit most
  );
  return removed;
end
$$;
