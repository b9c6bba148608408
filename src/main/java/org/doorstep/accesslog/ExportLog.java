package org.doorstep.accesslog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The log as a file. An auditor asks, a security admin approves exactly what was asked, the auditor takes it, once.
 * Every step and its entry are one statement that names the epoch of whoever acts.
 */
@ApplicationScoped
class ExportLog {

    private static final String PURPOSE = "EXPORT";
    /** Entry numbers that one statement goes through, and entries that it gives at most. */
    private static final long STRETCH = 20_000;
    private static final int MOST = 500;

    private static final String STANDING = """
            with standing as (
              select 1 from staff where staff_id = $1 and epoch = $2 for share
            ), step as (%s)
            insert into access_entry (%s) select %s from step returning entry_id""";
    private static final String ASK = STANDING.formatted("""
            insert into log_export (export_id, requested_by, requested_epoch, requested_at, filter, reason, up_to,
                expires_at)
            select $3, $1, $2, $4, $5, $6, %s, $7 from standing returning 1""".formatted(SealedHead.SQL),
            String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(8));
    private static final String APPROVE = STANDING.formatted("""
            update log_export set approved_by = $1, approved_at = $4 from standing
            where export_id = $3 and approved_at is null and requested_by <> $1 and expires_at > $4 returning 1""",
            String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(5));
    private static final String TAKE = STANDING.formatted("""
            update log_export set taken_at = $4 from standing
            where export_id = $3 and requested_by = $1 and requested_epoch = $2 and approved_at is not null
              and taken_at is null and expires_at > $4 returning 1""",
            String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(5));
    private static final String TAKEN = STANDING.formatted(
            """
            update log_export set entries = $4, sha256 = $5 where export_id = $3 and taken_at is not null returning 1""",
            String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(6));
    private static final String ONE = "select " + LogExport.COLUMNS + " from log_export x where x.export_id = $1";
    private static final String NEWEST = "select " + LogExport.COLUMNS
            + " from log_export x order by x.requested_at desc limit $1";
    private static final String STILL = "select exists (select from staff where staff_id = $1 and epoch = $2)";

    private final ReadStanding standing;
    private final LogEntries entries;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;
    private final LogConfig config;
    private final ObjectMapper json;

    ExportLog(ReadStanding standing, LogEntries entries, AccessLog log, Pool database, Clock clock, LogConfig config,
            ObjectMapper json) {
        this.standing = standing;
        this.entries = entries;
        this.log = log;
        this.database = database;
        this.clock = clock;
        this.config = config;
        this.json = json;
    }

    /** Who acts, in which post, and the epoch of their standing. */
    private record Actor(Caller.Person person, Origin origin, Post post, long epoch) {
    }

    Uni<LogExport> ask(Caller.Person auditor, Origin origin, LogQuery query, String reason) {
        var id = UUID.randomUUID();
        var now = now();
        var words = query.filter().inWords() + " " + reason;
        return actor(auditor, origin, Post.SEC_AUDITOR)
                .chain(actor -> step(ASK, actor, id, "asked " + words, now, JsonObject.mapFrom(query), reason,
                        now.plus(config.exportValid())))
                .chain(_ -> one(id)).map(Optional::orElseThrow);
    }

    Uni<LogExport> approve(Caller.Person admin, Origin origin, UUID id) {
        return known(id).chain(() -> actor(admin, origin, Post.SEC_ADMIN))
                .chain(actor -> step(APPROVE, actor, id, "approved", now()))
                .chain(done -> one(id).map(Optional::orElseThrow).invoke(export -> {
                    if (!done) {
                        throw refusal(export.requestedBy().equals(admin.id()) ? ProblemType.OWN_REQUEST
                                : ProblemType.EXPORT_SETTLED);
                    }
                }));
    }

    /** The file, entry by entry; its end is an entry too, that tells how much it was. */
    Uni<Multi<Buffer>> take(Caller.Person auditor, Origin origin, UUID id) {
        return known(id).chain(export -> actor(auditor, origin, Post.SEC_AUDITOR)
                .chain(actor -> step(TAKE, actor, id, "taken", now()).map(done -> {
                    if (!done) {
                        throw refusal(export.approvedAt() == null ? ProblemType.APPROVAL_NEEDED
                                : ProblemType.EXPORT_SETTLED);
                    }
                    var file = new File(actor, export);
                    return Multi.createBy().repeating().uni(() -> file, File::next).whilst(bytes -> !file.whole);
                })));
    }

    Uni<Optional<LogExport>> one(UUID id) {
        return database.preparedQuery(ONE).execute(Tuple.of(id)).map(rows -> exports(rows).stream().findFirst());
    }

    Uni<List<LogExport>> newest(int most) {
        return database.preparedQuery(NEWEST).execute(Tuple.of(most)).map(ExportLog::exports);
    }

    private Uni<LogExport> known(UUID id) {
        return one(id).map(found -> found.orElseThrow(() -> refusal(ProblemType.UNKNOWN_EXPORT)));
    }

    private Uni<Actor> actor(Caller.Person person, Origin origin, Post post) {
        return standing.of(person, origin).map(staff -> staff
                .filter(known -> known.postsNow(person).contains(post))
                .map(known -> new Actor(person, origin, post, known.epoch()))
                .orElseThrow(() -> refusal(StaffNow.whyNothing(staff, person))));
    }

    /** Whether the step was done: with its entry, or not at all. */
    private Uni<Boolean> step(String sql, Actor actor, UUID id, String words, Object... more) {
        var parameters = Tuple.of(actor.person().id(), actor.epoch(), id);
        for (var value : more) {
            parameters.addValue(value);
        }
        log.entry(actor.person(), actor.origin(), What.of(Action.LOG_EXPORT).about(id.toString())
                .asked(PURPOSE, Optional.of(words), Optional.empty()), Outcome.done()).in(actor.post())
                .addTo(parameters);
        return database.preparedQuery(sql).execute(parameters).map(rows -> rows.size() > 0);
    }

    /** The file on its way. Nothing is held open while a slow reader takes its time. */
    private final class File {
        private final Actor actor;
        private final LogExport export;
        private final LogFilter filter;
        private final MessageDigest digest = sha256();
        private long position = Long.MIN_VALUE;
        private long count;
        private boolean whole;

        private File(Actor actor, LogExport export) {
            this.actor = actor;
            this.export = export;
            this.filter = export.filter().filter().whileStanding(actor.person().id(), actor.epoch());
        }

        private Uni<Buffer> next() {
            long upTo = position < 0 ? Math.min(0, export.upTo()) : Math.min(export.upTo(), position + STRETCH);
            return entries.between(position, upTo, filter, MOST).chain(found -> still().map(_ -> {
                position = found.size() == MOST ? found.getLast().entry() : upTo;
                count += found.size();
                return lines(found);
            })).chain(bytes -> position < export.upTo() ? Uni.createFrom().item(bytes) : end().replaceWith(bytes));
        }

        /** Breaks the answer off where the standing changed: a file that ends early must not look whole. */
        private Uni<Void> still() {
            return database.preparedQuery(STILL).execute(Tuple.of(actor.person().id(), actor.epoch())).invoke(rows -> {
                if (!rows.iterator().next().getBoolean(0)) {
                    throw refusal(ProblemType.NO_STANDING);
                }
            }).replaceWithVoid();
        }

        private Buffer lines(List<EntryView> found) {
            var bytes = Buffer.buffer();
            found.forEach(entry -> bytes.appendString(line(entry), StandardCharsets.UTF_8.name()));
            digest.update(bytes.getBytes());
            return bytes;
        }

        private Uni<Boolean> end() {
            var hash = digest.digest();
            whole = true;
            return step(TAKEN, actor, export.export(), "whole: " + count + " entries, SHA-256 "
                    + HexFormat.of().formatHex(hash), count, Buffer.buffer(hash));
        }
    }

    private String line(EntryView entry) {
        try {
            return json.writeValueAsString(entry) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("entries are written", e);
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static ProblemException refusal(ProblemType why) {
        return new ProblemException(Problem.of(why));
    }

    private static List<LogExport> exports(RowSet<Row> rows) {
        var exports = new ArrayList<LogExport>();
        rows.forEach(row -> exports.add(LogExport.of(row)));
        return exports;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
