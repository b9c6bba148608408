# Sourced by PostgreSQL's image on an empty volume: what docs/operations.md has the database administrator do.
psql --set ON_ERROR_STOP=1 --username postgres --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" \
  --set auditor="$AUDITOR_PASSWORD" <<'SQL'
create role doorstep_owner login password :'owner';
create role doorstep_app login password :'app';
create role doorstep_auditor login password :'auditor';
create database doorstep owner doorstep_owner;
SQL
