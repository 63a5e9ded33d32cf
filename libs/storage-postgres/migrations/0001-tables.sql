-- One row per record or tombstone. Whatever sets a version goes through put_batch (0003).
create table records (
  type text collate "C" not null,
  id text collate "C" not null,
  version bigint not null,
  deleted boolean not null default false,
  -- A live record's data, or the fields that its tombstone keeps.
  data jsonb not null,
  created_at timestamptz not null,
  -- When a tombstone was made, for a tombstone.
  modified_at timestamptz not null,
  expires_at timestamptz,
  written_by text not null,
  delete_reason text,
  primary key (type, id)
);

-- All versions are positive. The condition is there for the planner: a query about some types does not state it, so it walks
-- records_type_version, where the other one could lead it through every record of all the other types.
create unique index records_version on records (version) where version > 0;
create index records_type_version on records (type, version);
create index records_expiring on records (expires_at) where not deleted and expires_at is not null;
create index records_tombstones on records (modified_at, version) where deleted;

-- One per indexed field of a record type; the rules of the records package name them.
create index records_session_user_id on records ((data ->> 'user_id'), id)
  where type = 'session' and not deleted and data ->> 'user_id' is not null;
create index records_session_provider_session on records ((data ->> 'provider_session'), id)
  where type = 'session' and not deleted and data ->> 'provider_session' is not null;
create index records_session_parent_id on records ((data ->> 'parent_id'), id)
  where type = 'session' and not deleted and data ->> 'parent_id' is not null;
create index records_grant_session_id on records ((data ->> 'session_id'), id)
  where type = 'grant' and not deleted and data ->> 'session_id' is not null;
create index records_grant_user_id on records ((data ->> 'user_id'), id)
  where type = 'grant' and not deleted and data ->> 'user_id' is not null;
create index records_service_account_name on records ((data ->> 'name'), id)
  where type = 'service_account' and not deleted and data ->> 'name' is not null;
create index records_user_email on records ((data ->> 'email'), id)
  where type = 'user' and not deleted and data ->> 'email' is not null;
create index records_endpoint_instance on records ((data ->> 'instance'), id)
  where type = 'endpoint' and not deleted and data ->> 'instance' is not null;
create index records_connection_instance on records ((data ->> 'instance'), id)
  where type = 'connection' and not deleted and data ->> 'instance' is not null;
create index records_connection_session_id on records ((data ->> 'session_id'), id)
  where type = 'connection' and not deleted and data ->> 'session_id' is not null;
create index records_key_purpose on records ((data ->> 'purpose'), id)
  where type = 'key' and not deleted and data ->> 'purpose' is not null;

-- Stretches of the history. A version belongs to the newest epoch that starts at or before it.
create table epochs (
  n bigint generated always as identity primary key,
  id uuid not null unique default gen_random_uuid(),
  start_version bigint not null
);

-- The counter, in one row whose lock puts all writers in a queue. Room in the page keeps its updates cheap.
create table meta (
  only_row boolean primary key default true check (only_row),
  head bigint not null default 0,
  gc_floor bigint not null default 0,
  epoch uuid not null references epochs (id),
  -- What distinguishes this very server, timeline and table from one that lost commits.
  fingerprint text not null,
  store_id uuid not null default gen_random_uuid(),
  page_token_key bytea not null
) with (fillfactor = 10);

-- What was answered to an operation that carries an id, so that a retry gets the same answer.
create table operations (
  id uuid primary key,
  digest text not null,
  answer jsonb not null,
  answered_at timestamptz not null
);
create index operations_answered_at on operations (answered_at);

-- A released lease keeps its row, with no holder, so that its token goes on growing.
create table leases (
  name text collate "C" primary key,
  holder text,
  token bigint not null,
  expires_at timestamptz not null
);
