-- The log leaves in number only as somebody asked for it and somebody else approved exactly that, once.

create table log_export (
  export_id       uuid        primary key,
  requested_by    text        not null,
  requested_epoch bigint      not null,
  requested_at    timestamptz not null,
  filter          json        not null,
  reason          text        not null,
  up_to           bigint      not null,
  expires_at      timestamptz not null,
  approved_by     text,
  approved_at     timestamptz,
  taken_at        timestamptz,
  entries         bigint,
  sha256          bytea,
  check (approved_by <> requested_by),
  check (num_nulls(approved_by, approved_at) in (0, 2)),
  check (taken_at is null or approved_at is not null),
  check (num_nulls(entries, sha256) in (0, 2))
);
comment on table log_export is 'accesslog: asked for by an auditor, approved by a security admin, taken once (寄递服务用户个人信息安全管理办法, draft, art. 19)';
comment on column log_export.up_to is 'the sealed head when it was asked for: what is approved does not grow';
comment on column log_export.requested_epoch is 'of the auditor''s standing: whoever left, or was held back, asks anew';

create function log_export_goes_forward() returns trigger language plpgsql as $$
begin
  if (old.approved_at is not null and (old.approved_at, old.approved_by) is distinct from (new.approved_at, new.approved_by))
      or (old.taken_at is not null and old.taken_at is distinct from new.taken_at)
      or (old.sha256 is not null and (old.sha256, old.entries) is distinct from (new.sha256, new.entries)) then
    raise exception 'decided' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger log_export_forward before update on log_export
  for each row execute function log_export_goes_forward();

grant select, insert (export_id, requested_by, requested_epoch, requested_at, filter, reason, up_to, expires_at)
  on log_export to doorstep_app;
grant update (approved_by, approved_at, taken_at, entries, sha256) on log_export to doorstep_app;
