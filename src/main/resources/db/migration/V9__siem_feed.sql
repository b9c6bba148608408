-- The log on its way out: how far it was sent, and what else finds entries of a recipient.

create table siem_position (
  feed       text        primary key,
  entry      bigint      not null,
  holder     uuid,
  held_until timestamptz not null default '-infinity'
);
comment on table siem_position is 'siem: up to which entry the log was sent, and which node sends it now';
insert into siem_position (feed, entry) values ('SYSLOG', 0);
grant select, update on siem_position to doorstep_app;

-- What else names a recipient than the disclosures that V8 has indexes for: refusals, and readings of the log.
create index access_entry_recipient_otherwise on access_entry (recipient_ref, entry_id)
  where recipient_ref is not null and not (action in ('VIEW', 'SEARCH') and decision = 'GRANTED');
