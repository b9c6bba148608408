-- The log on its way out: how far it was sent, and what finds entries of a recipient or a time.

create table siem_position (
  feed       text        primary key,
  entry      bigint      not null,
  holder     uuid,
  held_until timestamptz not null default '-infinity'
);
comment on table siem_position is 'siem: up to which entry the log was sent, and which node sends it now';
insert into siem_position (feed, entry) values ('SYSLOG', 0);
grant select, update on siem_position to doorstep_app;

create index access_entry_recipient on access_entry (recipient_ref, entry_id) where recipient_ref is not null;
create index access_entry_at on access_entry using brin (at);
