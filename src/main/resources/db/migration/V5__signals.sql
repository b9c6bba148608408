-- Machines that are held back, seen inside their own transactions; and what a transmitter of security events has sent.

create function client_is_held(client text) returns boolean language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('CLIENT:' || client, 0));
  -- A statement of its own, so it sees what was committed while the lock was waited for.
  return exists (select from hold h where h.kind = 'CLIENT' and h.subject = client and h.released_at is null);
end $$;
comment on function client_is_held is 'identity: shares the lock that a hold on the client takes alone, then looks for one';

create table signal (
  issuer      text        not null,
  jti         text        not null,
  event       text        not null,
  issued_at   timestamptz not null,
  received_at timestamptz not null,
  entry_id    bigint      not null,
  primary key (issuer, jti)
);
comment on table signal is 'signals: security events that were taken over; the same one again does nothing';

revoke all on function client_is_held from public;
grant execute on function client_is_held to doorstep_app;
grant select, insert on signal to doorstep_app;
