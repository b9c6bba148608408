-- The questions an officer has of the log. A view appends to the log before it answers, so every index here is paid
-- for by every view: one more, and one that only searches pay for.

-- Who saw this recipient; and, without touching the table, how many recipients each person saw.
create index access_entry_recipient on access_entry (recipient_ref, actor, entry_id)
  where action = 'VIEW' and decision = 'GRANTED';
create index access_entry_searched on access_entry (recipient_ref, entry_id)
  where action = 'SEARCH' and decision = 'GRANTED';
-- Reading from the index alone needs a visibility map that keeps up with what is appended.
alter table access_entry set (autovacuum_vacuum_insert_scale_factor = 0.02);

-- Numbers rise with time but for the clocks of several nodes. So a time is found by halving on the primary key, some
-- thirty probes, and the log needs no index on its times.
create function entry_before(moment timestamptz) returns bigint
  language plpgsql stable strict parallel safe as $$
declare
  low     bigint := 0;
  high    bigint := (select coalesce(max(entry_id), 0) + 1 from access_entry);
  middle  bigint;
  probed  record;
begin
  while low + 1 < high loop
    middle := low + (high - low) / 2;
    select entry_id, at into probed from access_entry
      where entry_id >= middle and entry_id < high order by entry_id limit 1;
    if probed.at < moment then
      low := probed.entry_id;
    else
      high := middle;
    end if;
  end loop;
  return low;
end $$;
comment on function entry_before is 'investigation: the number of an entry older than this that another follows which is not, or 0; clocks may differ, so look from an hour before and until an hour after';
revoke all on function entry_before from public;
grant execute on function entry_before to doorstep_app, doorstep_auditor;
