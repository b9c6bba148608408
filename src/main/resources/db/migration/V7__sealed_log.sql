-- The log proves itself: entries are numbered so that a sealer can tell which numbers are decided, and carry the salts
-- of what a leaf of the tree commits to (docs/formats.md).

-- A number is drawn only by a transaction that has its id already. So once every transaction is over that began before
-- the sealer looked at the sequence, all numbers drawn until then are either committed or will never be
-- (docs/decisions/0008-sealed-in-order.md).
alter table access_entry alter column entry_id drop identity;
create sequence access_entry_number cache 1 owned by access_entry.entry_id;
create function next_entry_number() returns bigint language plpgsql volatile as $$
begin
  perform pg_current_xact_id();
  return nextval('access_entry_number');
end $$;

-- Waits until every number drawn before the call is decided, and gives the highest of them. To be called in a transaction
-- of its own (READ COMMITTED): it draws a transaction id, and each look at who is still running is a new one.
create function decided_entry_number() returns bigint language plpgsql volatile as $$
declare
  drawn bigint;
  own xid8;
begin
  select case when is_called then last_value else last_value - 1 end into drawn from access_entry_number;
  own := pg_current_xact_id();
  while pg_snapshot_xmin(pg_current_snapshot()) < own loop
    perform pg_sleep(0.005);
  end loop;
  return drawn;
end $$;

alter table access_entry
  alter column entry_id set default next_entry_number(),
  add column who_salt    bytea not null default uuid_send(gen_random_uuid()),
  add column detail_salt bytea default uuid_send(gen_random_uuid()),
  add column erased_by   bigint;
select setval('access_entry_number', coalesce(max(entry_id), 0) + 1, false) from access_entry;
comment on column access_entry.who_salt is 'what hides actor, device and subject in the leaf';
comment on column access_entry.detail_salt is 'what hides reason, recipient and source address in the leaf; gone once they are erased';
comment on column access_entry.erased_by is 'the entry that tells of the erasure of this one''s detail';

create table log_tile (
  level  smallint not null,
  tile   bigint   not null,
  hashes bytea    not null check (length(hashes) = 8192),
  primary key (level, tile)
);
comment on table log_tile is 'transparency: full tiles of the Merkle tree (c2sp.org/tlog-tiles), 256 hashes each';

create table log_bundle (
  tile        bigint primary key,
  first_entry bigint not null,
  last_entry  bigint not null,
  leaves      bytea  not null
);
comment on table log_bundle is 'transparency: full bundles of 256 leaves, each with its length in two bytes';
create unique index log_bundle_first on log_bundle (first_entry);

create table log_edge (
  level  smallint primary key,
  tile   bigint not null,
  hashes bytea  not null
);
comment on table log_edge is 'transparency: the tile of each level that is not full yet; level -1 holds the bundle';

create table log_checkpoint (
  size       bigint      primary key,
  root       bytea       not null check (length(root) = 32),
  last_entry bigint      not null,
  signed_at  timestamptz not null,
  note       text        not null
);
comment on table log_checkpoint is 'transparency: every checkpoint that was ever published, as it was signed';

create table log_cosignature (
  size        bigint      not null references log_checkpoint,
  witness     text        not null,
  cosigned_at timestamptz not null,
  line        text        not null,
  primary key (size, witness)
);
comment on table log_cosignature is 'transparency: signature lines of witnesses (c2sp.org/tlog-cosignature)';

-- The application appends, and names neither the number nor the salts.
revoke insert on access_entry from doorstep_app;
grant insert (at, zone, actor, actor_kind, post, outlet, device, source_address, action, purpose, stage, waybill,
  recipient_ref, parcels, fields, reason, ticket, subject, decision, problem, rule, policy_version, lease_id,
  lease_until, trace) on access_entry to doorstep_app;
grant usage, select on sequence access_entry_number to doorstep_app;
grant select, insert on log_tile, log_bundle, log_checkpoint, log_cosignature to doorstep_app;
grant select, insert, update on log_edge to doorstep_app;
grant select on log_tile, log_bundle, log_edge, log_checkpoint, log_cosignature to doorstep_auditor;
