-- The leaver's audit (离岗审计): what somebody saw before they left their post, frozen, and who answered for having read it.

create table leaver_audit (
  offboarding_id uuid        primary key references offboarding,
  staff_id       text        not null,
  fence_entry    bigint      not null,
  made_at        timestamptz not null,
  window_from    timestamptz not null,
  window_to      timestamptz not null,
  first_entry    bigint,
  last_entry     bigint,
  findings       integer     not null,
  report         json        not null,
  digest         bytea       not null check (digest = sha256(convert_to(report::text, 'UTF8'))),
  signed_by      text,
  signed_at      timestamptz,
  note           text,
  sign_off_entry bigint,
  check (window_from < window_to),
  check (num_nulls(signed_by, signed_at, note, sign_off_entry) in (0, 4)),
  check (signed_by <> staff_id)
);
comment on table leaver_audit is 'leaver: one report for each change that ended something; ids and forms, never a name, phone or address';
comment on column leaver_audit.report is 'json, not jsonb: the bytes stay those that were digested';
comment on column leaver_audit.digest is 'SHA-256 of the report: what a sign-off is about';
create index leaver_audit_open on leaver_audit (fence_entry) where signed_at is null;

create function leaver_audit_is_signed_once() returns trigger language plpgsql as $$
begin
  raise exception 'signed off' using errcode = 'insufficient_privilege';
end $$;
create trigger leaver_audit_signed_once before update on leaver_audit
  for each row when (old.signed_at is not null) execute function leaver_audit_is_signed_once();

grant select, insert (offboarding_id, staff_id, fence_entry, made_at, window_from, window_to, first_entry, last_entry,
    findings, report, digest) on leaver_audit to doorstep_app;
grant update (signed_by, signed_at, note, sign_off_entry) on leaver_audit to doorstep_app;

-- What was a person's in the window: runs that ended too, and tickets. Both were only ever found by parcel before.
create index assignment_ended_run on assignment (staff_id, run_date) where ended_at is not null;
create index ticket_staff on ticket (staff_id);
