-- The tables of the walk. A name, phone or address is only ever in sealed_record, as ciphertext.
-- Every table of the walk has the waybill number as its first key column, so that it can be distributed by it.

create table staff (
  staff_id    text        primary key,
  standing    text        not null check (standing in ('ACTIVE', 'SUSPENDED', 'LEFT')),
  posts       text[]      not null,
  outlet      text        not null,
  epoch       bigint      not null,
  changed_at  timestamptz not null
);
comment on table staff is 'identity: who holds which post where, as HR last said';
comment on column staff.epoch is 'one more at every change; a disclosure names the epoch it was decided under';

create table parcel (
  waybill           text        primary key,
  stage             text        not null,
  stage_since       timestamptz not null,
  outlet            text        not null,
  at_outlet         text,
  collected_at      timestamptz not null,
  weight_grams      integer     not null check (weight_grams > 0),
  legal_basis       text        not null,
  notice_version    text        not null,
  identity_verified boolean,
  recipient_ref     bytea       not null,
  fed_by            text        not null,
  content_mac       bytea       not null,
  version           bigint      not null
);
comment on table parcel is 'parcel: operating facts, no personal data in clear';
comment on column parcel.outlet is 'the outlet that delivers it';
comment on column parcel.at_outlet is 'the outlet or hub where it physically is';
comment on column parcel.recipient_ref is 'blind index of the recipient''s phone: counts and finds without revealing';
comment on column parcel.content_mac is 'keyed digest of what was handed in: the same record twice is no conflict';
comment on column parcel.version is 'one more whenever stage, assignment or tickets change; fences a disclosure';

create table assignment (
  waybill     text        not null references parcel,
  staff_id    text        not null references staff,
  run_date    date        not null,
  assigned_at timestamptz not null,
  ended_at    timestamptz,
  primary key (waybill, staff_id, run_date)
);
comment on table assignment is 'parcel: whose parcel it is on that day';
create unique index assignment_one_holder on assignment (waybill) where ended_at is null;
create index assignment_run on assignment (staff_id, run_date) where ended_at is null;

create table run (
  staff_id text    not null references staff,
  run_date date    not null,
  assigned integer not null,
  primary key (staff_id, run_date)
);
comment on column run.assigned is 'parcels assigned now: the base of the daily limit';

create table ticket (
  waybill    text        not null references parcel,
  ticket_id  text        not null,
  staff_id   text        not null references staff,
  purpose    text        not null,
  opened_at  timestamptz not null,
  until      timestamptz not null,
  closed_at  timestamptz,
  primary key (waybill, ticket_id)
);
comment on table ticket is 'parcel: an outside system says that this case of this person concerns this parcel';

create table intake_key (
  client          text        not null,
  idempotency_key text        not null,
  waybill         text        not null,
  content_mac     bytea       not null,
  seen_at         timestamptz not null,
  primary key (client, idempotency_key, waybill)
);

create table sealed_record (
  waybill          text    primary key references parcel,
  kek_version      integer not null,
  wrapped_dek      bytea   not null,
  sender_name      bytea   not null,
  sender_phone     bytea   not null,
  sender_area      bytea   not null,
  sender_detail    bytea   not null,
  recipient_name   bytea   not null,
  recipient_phone  bytea   not null,
  recipient_area   bytea   not null,
  recipient_detail bytea   not null,
  items            bytea   not null
);
comment on table sealed_record is 'vault: envelopes of docs/formats.md; nothing else holds personal fields';

create table blind_index (
  field   text  not null,
  mac     bytea not null,
  waybill text  not null references parcel,
  primary key (field, mac, waybill)
);

create table wrapped_key (
  purpose    text        not null,
  version    integer     not null,
  wrapped    bytea       not null,
  created_at timestamptz not null default now(),
  primary key (purpose, version)
);
comment on table wrapped_key is 'vault: keys wrapped by the root key, which is never here';

create table lease (
  waybill    text        not null,
  staff_id   text        not null,
  purpose    text        not null,
  lease_id   uuid        not null,
  epoch      bigint      not null,
  granted_at timestamptz not null,
  until      timestamptz not null,
  primary key (waybill, staff_id, purpose)
);
comment on table lease is 'view: a granted look, for some minutes';

create table access_entry (
  entry_id       bigint generated always as identity primary key,
  at             timestamptz not null,
  zone           text        not null,
  actor          text        not null,
  actor_kind     text        not null check (actor_kind in ('STAFF', 'CLIENT')),
  post           text,
  outlet         text,
  device         text,
  source_address text,
  action         text        not null,
  purpose        text,
  stage          text,
  waybill        text,
  recipient_ref  bytea,
  parcels        integer,
  fields         text[]      not null,
  reason         text,
  ticket         text,
  subject        text,
  decision       text        not null check (decision in ('GRANTED', 'REFUSED', 'NEEDS_APPROVAL')),
  problem        text,
  rule           text,
  policy_version text,
  lease_id       uuid,
  lease_until    timestamptz,
  trace          text
);
comment on table access_entry is 'accesslog: every answer and change, append-only; entry_id gives insert order, not commit order';
create index access_entry_actor on access_entry (actor, entry_id);
create index access_entry_waybill on access_entry (waybill, entry_id) where waybill is not null;
