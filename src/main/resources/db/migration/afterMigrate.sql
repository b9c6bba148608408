-- After every migration: the application may read which were applied, to tell whether the schema is new enough for it.
grant select (installed_rank, version, success) on flyway_schema_history to doorstep_app;
