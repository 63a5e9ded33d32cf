-- A clean restart gives another fingerprint than before it too; that costs nobody a resync, for no version is lost by it.
create function fingerprint() returns text
  language sql stable
  set search_path = sallyport, pg_catalog
as $$
  select concat_ws(
    ' ',
    (select system_identifier from pg_control_system()),
    left(pg_walfile_name(pg_current_wal_lsn()), 8),
    extract(epoch from pg_postmaster_start_time()),
    (select oid from pg_database where datname = current_database()),
    'records'::regclass::oid,
    pg_relation_filenode('records')
  )
$$;

insert into epochs (start_version) values (1);
insert into meta (epoch, fingerprint, page_token_key)
  select id, fingerprint(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) from epochs;

-- Opens a new epoch if this is no longer the server on which the last one was written. The caller holds the counter's lock.
create function open_epoch_after_change() returns void
  language plpgsql
  set search_path = sallyport, pg_catalog
as $$
declare
  now_fingerprint constant text := fingerprint();
  opened uuid;
begin
  if (select fingerprint from meta) = now_fingerprint then
    return;
  end if;
  insert into epochs (start_version) select head + 1 from meta returning id into opened;
  update meta set epoch = opened, fingerprint = now_fingerprint;
end
$$;

-- For a new connection: after a failover nothing may be read under the old epoch, even before the first write.
create function check_epoch() returns void
  language plpgsql
  set search_path = sallyport, pg_catalog
as $$
begin
  if (select fingerprint from meta) = fingerprint() then
    return;
  end if;
  perform 1 from meta for update;
  perform open_epoch_after_change();
end
$$;
