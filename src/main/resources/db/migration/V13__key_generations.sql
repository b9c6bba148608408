-- Keys have generations: one follows another while everything goes on (docs/operations.md, Keys).

alter table wrapped_key
  add column active_from timestamptz not null default now(),
  add column moved_at    timestamptz,
  add column retired_at  timestamptz;
comment on column wrapped_key.active_from is 'from when on it is written with; every node has read it by then';
comment on column wrapped_key.moved_at is 'when nothing that changes was left under it';
comment on column wrapped_key.retired_at is 'from when on it signs no more';

create table key_change (
  change_id   uuid        primary key,
  kind        text        not null check (kind in ('RECORDS', 'PHONE_INDEX', 'LOG')),
  step        text        not null check (step in ('ROTATE', 'DESTROY')),
  version     integer     check (version >= 1),
  reason      text        not null,
  asked_by    text        not null,
  asked_at    timestamptz not null,
  expires_at  timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  check (approved_by <> asked_by),
  check (num_nulls(approved_by, approved_at) in (0, 2)),
  check ((step = 'DESTROY') = (version is not null))
);
comment on table key_change is 'rotation: asked for by a system admin, approved and so done by a security admin';

create table key_move (
  kind        text        not null,
  version     integer     not null,
  part        text        not null,
  position    text        not null,
  done        bigint      not null default 0,
  unreadable  bigint      not null default 0,
  finished_at timestamptz,
  primary key (kind, version, part)
);
comment on table key_move is 'rotation: how far everything has moved to a generation';
comment on column key_move.position is 'the key of the last row that was moved';

create function key_change_goes_forward() returns trigger language plpgsql as $$
begin
  if old.approved_at is not null and (old.approved_at, old.approved_by) is distinct from (new.approved_at, new.approved_by) then
    raise exception 'decided' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger key_change_forward before update on key_change
  for each row execute function key_change_goes_forward();

-- A key that is gone stays gone, and none goes that something needs: sealed records, the log's entries for as long as
-- they may be asked for by a number, checkpoints that are still signed with it.
create function key_goes_forward() returns trigger language plpgsql as $$
begin
  if old.wrapped = '' and new.wrapped <> '' then
    raise exception 'destroyed' using errcode = 'insufficient_privilege';
  end if;
  if old.wrapped <> '' and new.wrapped = '' and not (case
      when old.purpose like 'kek/%' then coalesce(old.moved_at <= now(), false)
      when old.purpose = 'blind-index/phone' then coalesce(old.moved_at <= now()
        - (select make_interval(years => least_years) from log_retention), false)
      when old.purpose like 'sign/%' then coalesce(old.retired_at <= now(), false)
      else false end) then
    raise exception 'in use' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger key_forward before update on wrapped_key for each row execute function key_goes_forward();

-- A number that is only indexed by another key is the number it was: its owner's calls go on.
drop trigger phone_ends_bridges on staff_phone;
create trigger phone_ends_bridges after update of mac on staff_phone
  for each row when (old.mac <> new.mac and old.phone <> new.phone) execute function end_bridges_of_phone();

grant update (wrapped, moved_at, retired_at) on wrapped_key to doorstep_app;
grant select, insert on key_change, key_move to doorstep_app;
grant update (approved_by, approved_at) on key_change to doorstep_app;
grant update (position, done, unreadable, finished_at) on key_move to doorstep_app;
grant update (kek_version, wrapped_dek) on sealed_record to doorstep_app;
grant update (mac) on blind_index to doorstep_app;
grant update (party) on bridge_party to doorstep_app;
grant select on key_change, key_move to doorstep_auditor;
