package org.doorstep.leaver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Makes the report on somebody who left their post and keeps it (寄递服务用户个人信息安全管理办法, draft, art. 19; 寄递服务
 * 用户个人信息安全管理规定 (2014), art. 38). It is made once: whoever comes second finds it made.
 */
@ApplicationScoped
public class MakeAudit {

    private static final String MADE = "select made_at from leaver_audit where offboarding_id = $1";
    private static final String KEEP = """
            insert into leaver_audit (offboarding_id, staff_id, fence_entry, made_at, window_from, window_to,
                                      first_entry, last_entry, findings, report, digest)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::json, $11) on conflict do nothing""";

    private final GatherHistory history;
    private final Pool database;
    private final ObjectMapper json;
    private final Clock clock;
    private final LeaverConfig config;

    MakeAudit(GatherHistory history, Pool database, ObjectMapper json, Clock clock, LeaverConfig config) {
        this.history = history;
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.config = config;
    }

    /** A report and the bytes that are frozen. */
    private record Frozen(Report report, String text, byte[] digest) {
    }

    /** Makes the report unless it is made; what came of it, in words for the officer. */
    public Uni<String> make(Leaver leaver) {
        return isMade(leaver.offboarding()).chain(made -> made ? Uni.createFrom().item("made before")
                : frozen(leaver).chain(frozen -> keep(leaver, frozen)));
    }

    private Uni<Boolean> isMade(UUID offboarding) {
        return database.preparedQuery(MADE).execute(Tuple.of(offboarding)).map(rows -> rows.size() == 1);
    }

    /** Thousands of entries are counted on a worker; the answer comes back where it was asked. */
    private Uni<Frozen> frozen(Leaver leaver) {
        var window = Window.before(leaver.fencedAt(), config.days(), clock.getZone());
        var caller = Optional.ofNullable(Vertx.currentContext());
        return history.of(leaver, window, config.mostEntries()).emitOn(Infrastructure.getDefaultWorkerPool())
                .map(gathered -> freeze(WriteUp.of(leaver, gathered, window, Thresholds.of(config))))
                .emitOn(work -> caller.ifPresentOrElse(context -> context.runOnContext(_ -> work.run()), work));
    }

    private Frozen freeze(Report report) {
        try {
            var text = json.writeValueAsString(report);
            return new Frozen(report, text, digest(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report cannot be written", e);
        }
    }

    /** SHA-256 of the report's bytes. */
    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private Uni<String> keep(Leaver leaver, Frozen frozen) {
        var report = frozen.report();
        var parameters = Tuple.of(leaver.offboarding(), leaver.staffId(), leaver.fenceEntry(), utc(clock.instant()),
                utc(report.window().from()), utc(report.window().to())).addValue(report.window().firstEntry())
                .addValue(report.window().lastEntry()).addInteger(report.findings().size())
                .addString(frozen.text()).addBuffer(Buffer.buffer(frozen.digest()));
        return database.preparedQuery(KEEP).execute(parameters).map(rows -> rows.rowCount() == 0 ? "made before"
                : "%d entries, %d finding(s)".formatted(report.window().entries(), report.findings().size()));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
