-- What each role may do. The roles themselves are made by the database administrator (docs/operations.md).

revoke all on schema public from public;
grant usage on schema public to doorstep_app, doorstep_auditor;

grant select, insert, update on staff, parcel, assignment, run, ticket, lease to doorstep_app;
grant select, insert on intake_key, sealed_record, blind_index, wrapped_key to doorstep_app;

-- The log: the application appends and reads, nothing else.
grant select, insert on access_entry to doorstep_app;

grant select on access_entry to doorstep_auditor;
