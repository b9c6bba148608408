-- HR's full list, and what came of comparing it.

create table roster (
  roster_id   uuid        primary key,
  client      text        not null,
  as_of       timestamptz not null,
  sequence    bigint,
  listed      integer     not null,
  received_at timestamptz not null,
  entry_id    bigint      not null,
  due_at      timestamptz not null,
  attempts    integer     not null default 0,
  last_error  text,
  done_at     timestamptz
);
comment on table roster is 'hr: a full list as HR handed it in; compared until done';
create index roster_due on roster (due_at) where done_at is null;

create table roster_line (
  roster_id uuid   not null references roster,
  staff_id  text   not null,
  standing  text   not null check (standing in ('ACTIVE', 'SUSPENDED', 'LEFT')),
  posts     text[] not null,
  outlet    text   not null,
  primary key (roster_id, staff_id)
);
comment on table roster_line is 'hr: whom the list names; gone when the comparison is done';

create table roster_finding (
  roster_id uuid        not null references roster,
  staff_id  text        not null,
  finding   text        not null,
  outcome   text        not null,
  entry_id  bigint,
  found_at  timestamptz not null,
  primary key (roster_id, staff_id, finding)
);
comment on table roster_finding is 'hr: where standing or Keycloak was not what the list says, and what was done';

grant select, insert, update on roster to doorstep_app;
grant select, insert, delete on roster_line to doorstep_app;
grant select, insert on roster_finding to doorstep_app;
