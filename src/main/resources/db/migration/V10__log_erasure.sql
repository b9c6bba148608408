-- What an entry says of reasons, recipients and network addresses ends with the log's own retention. The leaf goes on
-- proving: it commits to this detail by a salt, which goes with it (docs/formats.md).

create table log_retention (
  one         boolean  primary key default true check (one),
  least_years integer  not null check (least_years >= 3)
);
comment on table log_retention is 'accesslog: how long detail is kept at least; nobody but the owner changes it (Personal Information Protection Law, art. 56: records of handling, three years)';
insert into log_retention (least_years) values (3);

create table log_erasure (
  entry_id    bigint  primary key,
  first_entry bigint  not null,
  last_entry  bigint  not null,
  entries     integer not null,
  check (first_entry <= last_entry)
);
comment on table log_erasure is 'accesslog: which stretches of the log have lost their detail, and the entries that say so';

-- The one way to change an entry. It erases the oldest stretch whose entries are all old enough and sealed, at most so
-- many, and appends the entry that says so in the same transaction. It believes the database's clock alone. Nothing is
-- returned where there is nothing to erase, or another node is at it.
create function erase_log_detail(keep interval, most integer, zone text,
    out erasure bigint, out first_entry bigint, out last_entry bigint, out entries integer)
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  least_kept interval;
  done       bigint;
  sealed     bigint;
begin
  select make_interval(years => r.least_years) into strict least_kept from public.log_retention r;
  if keep is null or now() - keep > now() - least_kept then
    raise exception 'detail is kept for % at least', least_kept using errcode = 'insufficient_privilege';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('doorstep.log_erasure', 0)) then
    return;
  end if;
  select coalesce(max(e.last_entry), -9223372036854775808) into done from public.log_erasure e;
  select coalesce(max(c.last_entry), 0) into sealed from public.log_checkpoint c;

  -- In the order of numbers and not beyond the first that is too young: whatever time an entry claims to be of, it is
  -- erased only after everything before it.
  with oldest as (
    select a.entry_id, a.at from public.access_entry a where a.entry_id > done and a.entry_id <= sealed
    order by a.entry_id limit least(greatest(most, 0), 10000)
  )
  select min(o.entry_id), max(o.entry_id), count(*) into first_entry, last_entry, entries from oldest o
  where o.entry_id < coalesce((select min(y.entry_id) from oldest y where y.at >= now() - keep), 9223372036854775807);
  if entries = 0 then
    entries := null;
    return;
  end if;

  insert into public.access_entry (at, zone, actor, actor_kind, source_address, action, purpose, fields, reason, subject,
      decision)
    values (now(), zone, 'doorstep', 'CLIENT', 'local', 'LOG_ERASURE', 'RETENTION', '{}',
      'detail of ' || entries || ' entries', first_entry || '-' || last_entry, 'GRANTED')
    returning entry_id into erasure;
  update public.access_entry a
    set reason = null, recipient_ref = null, source_address = null, detail_salt = null, erased_by = erasure
    where a.entry_id between erase_log_detail.first_entry and erase_log_detail.last_entry;
  insert into public.log_erasure values (erasure, first_entry, last_entry, entries);
end $$;
revoke all on function erase_log_detail(interval, integer, text) from public;
grant execute on function erase_log_detail(interval, integer, text) to doorstep_app;
grant select on log_retention, log_erasure to doorstep_app, doorstep_auditor;
