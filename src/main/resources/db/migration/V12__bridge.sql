-- Calls that connect without either side learning a number. No table here holds anybody's number: sides are known by
-- the blind index, and the numbers are opened where they are sealed when a call is set up.

create table bridge_number (
  number     text        primary key,
  pool       text        not null,
  loaded_at  timestamptz not null,
  used_at    timestamptz,
  retired_at timestamptz
);
comment on table bridge_number is 'bridge: the virtual numbers (X) that both sides dial and see; nobody''s own';
comment on column bridge_number.pool is 'an outlet, the beginning of its code, or * for all';
create index bridge_number_pool on bridge_number (pool, used_at) where retired_at is null;

create table bridge (
  waybill         text        not null references parcel,
  bridge_id       uuid        not null,
  staff_id        text        not null references staff,
  epoch           bigint      not null,
  outlet          text        not null,
  purpose         text        not null,
  rule            text        not null,
  scope           text        not null,
  stages          text[]      not null,
  ticket          text,
  party           text        not null check (party in ('RECIPIENT', 'SENDER')),
  number          text        not null,
  extension       text,
  provider        text        not null,
  reference       text,
  made_at         timestamptz not null,
  expires_at      timestamptz not null,
  calls_most      integer     not null,
  calls           integer     not null default 0,
  longest_seconds integer     not null check (longest_seconds > 0),
  cool_off        interval    not null,
  ended_at        timestamptz,
  ended_why       text,
  due_at          timestamptz not null default 'epoch',
  attempts        integer     not null default 0,
  last_error      text,
  released_at     timestamptz,
  primary key (waybill, bridge_id),
  check (num_nulls(ended_at, ended_why) in (0, 2)),
  check (calls <= calls_most)
);
comment on table bridge is 'bridge: who may reach which side of a parcel over which number, and until when';
comment on column bridge.epoch is 'identity''s: a bridge lives under the standing that it was made under';
comment on column bridge.stages is 'where the policy''s rule allows it';
comment on column bridge.reference is 'the telephone side''s own name of it';
comment on column bridge.calls is 'calls that the member of staff began';
comment on column bridge.released_at is 'when the telephone side had let go of it, after its end';
create unique index bridge_id on bridge (bridge_id);
create index bridge_live_staff on bridge (staff_id) where ended_at is null;
create index bridge_live_expiry on bridge (expires_at) where ended_at is null;
create index bridge_to_release on bridge (due_at) where ended_at is not null and released_at is null;

create table bridge_party (
  number    text        not null,
  party     bytea       not null,
  bridge_id uuid        not null,
  waybill   text        not null,
  side      text        not null check (side in ('STAFF', 'PARTY')),
  free_at   timestamptz,
  primary key (number, party, bridge_id)
);
comment on table bridge_party is 'bridge: number and caller to bridge; how a call finds its way';
comment on column bridge_party.party is 'blind index of the side''s number; with an extension, the extension';
comment on column bridge_party.free_at is 'null while it lives; then when the two may meet again';
create unique index bridge_party_live on bridge_party (number, party) where free_at is null;
create index bridge_party_bridge on bridge_party (bridge_id);

create table call (
  waybill       text        not null,
  call_id       uuid        not null,
  bridge_id     uuid        not null,
  provider      text        not null,
  provider_call text        not null,
  side          text        not null check (side in ('STAFF', 'PARTY')),
  node          uuid        not null,
  began_at      timestamptz not null,
  until         timestamptz not null,
  ringing_at    timestamptz,
  answered_at   timestamptz,
  kek_version   integer,
  wrapped_dek   bytea,
  handle        bytea,
  ended_at      timestamptz,
  ended_by      text,
  cause         text,
  status        integer,
  due_at        timestamptz not null default 'epoch',
  primary key (waybill, call_id),
  foreign key (waybill, bridge_id) references bridge
);
comment on table call is 'bridge: every call that was set up; how long and who ended it, never a number';
comment on column call.side is 'who called';
comment on column call.handle is 'an envelope: what the telephone side needs to end the call after a restart';
create unique index call_id on call (call_id);
create index call_live on call (node) where ended_at is null;
create index call_bridge on call (bridge_id);

create table bridge_node (
  node    uuid        primary key,
  seen_at timestamptz not null
);
comment on table bridge_node is 'bridge: which services are at work; the calls of one that is not seen are ended by another';

-- The ends of promise P2 and of the parcel's way. They are here and not in the statements that change a standing or a
-- parcel, so that no way to change one can forget the bridges: whoever opens a new epoch ends what lived under the old
-- one, in the same transaction.

create function end_bridges_of_staff() returns trigger language plpgsql as $$
begin
  update bridge set ended_at = clock_timestamp(), ended_why = 'REVOKED'
  where staff_id = new.staff_id and ended_at is null;
  return null;
end $$;
create trigger staff_ends_bridges after update of epoch on staff
  for each row when (old.epoch <> new.epoch) execute function end_bridges_of_staff();

create function end_bridges_of_phone() returns trigger language plpgsql as $$
begin
  update bridge set ended_at = clock_timestamp(), ended_why = 'PHONE_CHANGED'
  where staff_id = old.staff_id and ended_at is null;
  return null;
end $$;
create trigger phone_ends_bridges after update of mac on staff_phone
  for each row when (old.mac <> new.mac) execute function end_bridges_of_phone();
create trigger phone_gone_ends_bridges after delete on staff_phone
  for each row execute function end_bridges_of_phone();

create function end_bridges_of_parcel() returns trigger language plpgsql as $$
begin
  update bridge b set ended_at = clock_timestamp(), ended_why = 'PARCEL_MOVED'
  where b.waybill = new.waybill and b.ended_at is null and not exists (
    select from parcel p where p.waybill = b.waybill and p.stage = any (b.stages) and case b.scope
      when 'OWN' then exists (select from assignment a where a.waybill = b.waybill and a.staff_id = b.staff_id
                              and a.ended_at is null)
      when 'OUTLET' then p.at_outlet = b.outlet
      when 'TICKET' then exists (select from ticket t where t.waybill = b.waybill and t.ticket_id = b.ticket
                                 and t.staff_id = b.staff_id and t.closed_at is null and t.until > clock_timestamp())
      else false end);
  return null;
end $$;
-- At the commit: by then assignment and ticket are what they will be.
create constraint trigger parcel_ends_bridges after update on parcel deferrable initially deferred
  for each row when (old.version <> new.version) execute function end_bridges_of_parcel();

-- Whoever left has no registered phone: calls reach staff only.
create function forget_phone_of_leaver() returns trigger language plpgsql as $$
begin
  delete from staff_phone where staff_id = new.staff_id;
  return null;
end $$;
create trigger staff_leaver_has_no_phone after update of standing on staff
  for each row when (new.standing = 'LEFT' and old.standing <> 'LEFT') execute function forget_phone_of_leaver();

-- An end is for ever; its two sides rest before they meet on this number again; and every node is told at the commit.
create function bridge_ends_once() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null and (old.ended_at, old.ended_why) is distinct from (new.ended_at, new.ended_why) then
    raise exception 'ended' using errcode = 'insufficient_privilege';
  end if;
  if old.ended_at is null and new.ended_at is not null then
    update bridge_party set free_at = new.ended_at + new.cool_off where bridge_id = new.bridge_id;
    perform pg_notify('doorstep_bridge', new.bridge_id || ' ' || new.ended_why);
  end if;
  return new;
end $$;
create trigger bridge_ends before update on bridge for each row execute function bridge_ends_once();

grant select, insert on bridge, bridge_number, bridge_party, call to doorstep_app;
grant select, insert, update, delete on bridge_node to doorstep_app;
grant update (used_at, retired_at, pool) on bridge_number to doorstep_app;
grant update (reference, expires_at, calls, ended_at, ended_why, due_at, attempts, last_error, released_at) on bridge
  to doorstep_app;
grant update (free_at) on bridge_party to doorstep_app;
grant update (node, ringing_at, answered_at, kek_version, wrapped_dek, handle, ended_at, ended_by, cause, status, due_at)
  on call to doorstep_app;
grant delete on staff_phone to doorstep_app;
