-- What HR says of people, what is held against them, and what follows when access ends.

alter table staff add column tokens_from timestamptz not null default 'epoch';
alter table staff add column post_since timestamptz not null default 'epoch';
comment on column staff.post_since is 'identity: what was assigned or opened to the person before is of a former post or outlet';
alter table staff add column events bigint not null default 0;
comment on column staff.events is 'offboarding: how many events the standing was reckoned from; a change names it';
comment on column staff.tokens_from is 'identity: whoever signed in before this must sign in again';

create table staff_event (
  door         text        not null check (door in ('HR_WEBHOOK', 'HR_API', 'ROSTER', 'SCIM')),
  event_id     text        not null,
  staff_id     text        not null,
  kind         text        not null,
  posts        text[],
  outlet       text,
  effective_at timestamptz not null,
  sequence     bigint,
  arrival      bigint      generated always as identity,
  digest       bytea       not null,
  received_at  timestamptz not null,
  entry_id     bigint      not null,
  primary key (door, event_id)
);
comment on table staff_event is 'offboarding: everything HR ever said of a person; standing is what it comes to in HR''s own order';
comment on column staff_event.digest is 'SHA-256 of what was sent: the same id with another body is refused';
create index staff_event_person on staff_event (staff_id);

create table staff_phone (
  staff_id    text        primary key,
  kek_version integer     not null,
  wrapped_dek bytea       not null,
  phone       bytea       not null,
  mac         bytea       not null,
  changed_at  timestamptz not null
);
comment on table staff_phone is 'offboarding: the number by which calls reach a member of staff; an envelope of docs/formats.md';

create table hr_feed (
  feed       text        primary key,
  heard_at   timestamptz not null,
  alarmed_at timestamptz
);
comment on table hr_feed is 'hr: when HR was last heard, and since when its silence is an alarm';

create table hold (
  hold_id         bigint      generated always as identity primary key,
  kind            text        not null check (kind in ('PERSON', 'DEVICE', 'OUTLET', 'CLIENT')),
  subject         text        not null,
  source          text        not null check (source in ('SECURITY_ADMIN', 'SHARED_SIGNALS')),
  reason          text        not null,
  placed_by       text        not null,
  placed_at       timestamptz not null,
  entry_id        bigint      not null,
  release_by      text,
  release_reason  text,
  release_at      timestamptz,
  released_by     text,
  released_at     timestamptz
);
comment on table hold is 'identity: what is held against a person, device, outlet or client; while it is open nothing is disclosed';
comment on column hold.release_by is 'the first of the two keys that release it';
create unique index hold_open on hold (kind, subject, source) where released_at is null;

create table staff_origin (
  staff_id  text        not null,
  device    text        not null,
  client    text        not null,
  since     timestamptz not null,
  primary key (staff_id, device, client)
);
comment on table staff_origin is 'identity: which devices and apps a person has used, so that a hold on one reaches the person';
create index staff_origin_device on staff_origin (device);
create index staff_origin_client on staff_origin (client);

create index lease_staff on lease (staff_id);

create table offboarding (
  offboarding_id uuid        primary key,
  kind           text        not null check (kind in ('PERSON', 'DEVICE', 'OUTLET', 'CLIENT')),
  subject        text        not null,
  cause          text        not null,
  epoch          bigint      not null,
  entry_id       bigint      not null,
  told_at        timestamptz not null,
  fenced_at      timestamptz not null
);
comment on table offboarding is 'offboarding: what follows from a change of access, until done';
create index offboarding_subject on offboarding (subject, told_at);

create table offboarding_step (
  offboarding_id uuid        not null references offboarding,
  step           text        not null,
  waits_for      text,
  done_at        timestamptz,
  outcome        text,
  attempts       integer     not null default 0,
  due_at         timestamptz not null,
  last_error     text,
  primary key (offboarding_id, step)
);
comment on column offboarding_step.due_at is 'when it is tried next; whoever tries it moves this on first, so that nobody else does';
create index offboarding_step_due on offboarding_step (due_at) where done_at is null;

grant select, insert on staff_event, staff_origin to doorstep_app;
grant select, insert, update on staff_phone, hr_feed, hold, offboarding, offboarding_step to doorstep_app;
