-- How the walk's tables would be distributed over Citus. UNTRIED: no Citus was at hand. ShardedWalkTest checks on
-- PostgreSQL's own partitions that keys and statements allow it; Citus has rules beyond that. As the owner, on a new
-- database after the migrations and before the first row.

-- Small, read by every statement, joined without the waybill:
select create_reference_table('staff');
select create_reference_table('run');

-- The walk, all in one place by the waybill. First what is unique without it: both are UUIDs, unique without being watched.
drop index bridge_id;
drop index call_id;
create index bridge_id on bridge (bridge_id);
create index call_id on call (call_id);
select create_distributed_table('parcel', 'waybill');
select create_distributed_table('assignment', 'waybill', colocate_with => 'parcel');
select create_distributed_table('ticket', 'waybill', colocate_with => 'parcel');
select create_distributed_table('sealed_record', 'waybill', colocate_with => 'parcel');
select create_distributed_table('lease', 'waybill', colocate_with => 'parcel');
select create_distributed_table('bridge', 'waybill', colocate_with => 'parcel');
select create_distributed_table('call', 'waybill', colocate_with => 'parcel');

-- What stands in the way, and would have to change in the service:
-- 1. A disclosure appends its entry in the same statement. The log is one sequence (next_entry_number) read in order by one
--    sealer (decided_entry_number waits for this server's transactions only), so access_entry stays on one node: the
--    disclosure becomes a transaction over two nodes (two-phase commit), and the log its ceiling. A log for each shard
--    would need a sealer, a sequence and an origin for each.
-- 2. "for share" on staff inside a statement that changes a shard: the fence of promise P2. A reference table is locked on
--    every node, which is to be tried before it is trusted.
-- 3. Triggers (V12: ends of bridges by standing and by parcel, deferred) are off on distributed tables unless
--    citus.enable_unsafe_triggers is set, and then may only touch rows in the same place: that of staff touches all.
-- 4. blind_index and bridge_party are found without a waybill: by number. Either they stay on the first node, or are
--    distributed by mac and number, and intake becomes a transaction over two shards.
-- 5. Intake of a batch and planning of a run touch many shards: two-phase commit, slower; sizes are set in
--    doorstep.parcel.batch-size.
-- 6. Advisory locks and pg_notify work on the node they are called on: all must go to the first.
