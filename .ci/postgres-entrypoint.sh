#!/bin/sh
# Starts Postgres for tests: a new cluster for POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB, then the given command.
set -eu
PGDATA=/var/lib/postgresql/data
export PGDATA

if [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 0700 "$PGDATA"
  install -d -o postgres -g postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  umask 077
  printf '%s' "$POSTGRES_PASSWORD" >"$PGDATA/../password"
  initdb --username="$POSTGRES_USER" --pwfile="$PGDATA/../password" --auth-host=scram-sha-256 --auth-local=trust \
    --encoding=UTF8 --no-locale --no-sync
  rm "$PGDATA/../password"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  # Until the database is there it listens on no TCP port, so that nobody takes this for the server that is meant.
  pg_ctl --wait --options="-c listen_addresses=''" start
  [ "$POSTGRES_DB" = postgres ] || createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl --wait --mode=fast stop
fi

exec "$@" -c listen_addresses='*' -c fsync=off
