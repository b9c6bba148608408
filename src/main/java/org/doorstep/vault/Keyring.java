package org.doorstep.vault;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.crypto.FileRootKey;
import org.doorstep.crypto.KnownAnswers;
import org.doorstep.crypto.RootKey;
import org.doorstep.crypto.RootKeyUnavailable;
import org.doorstep.crypto.RootKeys;
import org.doorstep.crypto.WrappedKey;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Opens the {@link Vault}: the root key from its store at start, after the known-answer tests; the wrapped keys from
 * the database, making those that are missing.
 *
 * <p>Keys are read again and again, and nobody works with keys that were read longer than {@link #OLDEST} ago. A new
 * generation is written with {@link #ANNOUNCED_FOR} after it was kept, by the database's clock: so every node reads it
 * before any node writes with it.
 */
@ApplicationScoped
public class Keyring {

    /** How long a new generation is only read with. */
    public static final Duration ANNOUNCED_FOR = Duration.ofSeconds(60);
    /** After this long everybody writes with the new generation who writes at all, and what they began is over. */
    public static final Duration SETTLED_AFTER = Duration.ofSeconds(120);

    private static final Logger LOG = Logger.getLogger(Keyring.class);
    private static final Duration READ_AGAIN = Duration.ofSeconds(10);
    private static final Duration OLDEST = Duration.ofSeconds(30);
    private static final String KEPT = """
            select purpose, version, wrapped, active_from <= now() as active, moved_at is not null as moved,
                   coalesce(retired_at <= now(), false) as retired
            from wrapped_key order by purpose, version""";

    private final VaultConfig config;
    private final Pool database;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile @Nullable RootKey root;
    private volatile @Nullable Opened opened;

    Keyring(VaultConfig config, Pool database) {
        this.config = config;
        this.database = database;
    }

    void start(@Observes StartupEvent event) {
        KnownAnswers.check();
        if (Files.exists(config.rootKeyFile())) {
            root = loaded();
        }
    }

    private RootKey loaded() {
        var others = config.otherRootKeyFiles().orElse(List.of()).stream().<RootKey>map(FileRootKey::load).toList();
        return new RootKeys(FileRootKey.load(config.rootKeyFile()), others);
    }

    /**
     * Everything open.
     *
     * @param readAt when it was read, in the nanoseconds of {@link System#nanoTime}
     */
    private record Opened(List<KeptKey> kept, Vault vault, LogKeys logKeys, long readAt) {

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - readAt > age.toNanos();
        }
    }

    /** The vault. Fails while the database has not given the wrapped keys of late. */
    public Uni<Vault> vault() {
        return opened().map(Opened::vault);
    }

    /** What the log's checkpoints are signed with, opened together with the vault. */
    public Uni<LogKeys> logKeys() {
        return opened().map(Opened::logKeys);
    }

    /** A generation more of these keys, to be kept; made anew from what the database holds. */
    public Uni<List<WrappedKey>> next(KeyKind kind) {
        return backHere(kept().emitOn(Infrastructure.getDefaultWorkerPool()).map(kept -> keys(kept).next(kind)));
    }

    /** Reads the keys now, without waiting until it is time to. */
    public Uni<Void> readAgain() {
        return open().replaceWithVoid();
    }

    private Uni<Opened> opened() {
        var known = opened;
        if (known == null || known.isOlderThan(OLDEST)) {
            return open();
        }
        if (known.isOlderThan(READ_AGAIN) && reading.compareAndSet(false, true)) {
            open().onTermination().invoke(() -> reading.set(false)).subscribe().with(_ -> {
            }, failure -> LOG.debugf("Keys are not read again: %s", failure.getClass().getName()));
        }
        return Uni.createFrom().item(known);
    }

    /** Key files and key stores may block, so they are asked on a worker; the answer comes back where it was asked. */
    private static <T> Uni<T> backHere(Uni<T> work) {
        var caller = Optional.ofNullable(Vertx.currentContext());
        return work.emitOn(next -> caller.ifPresentOrElse(context -> context.runOnContext(_ -> next.run()), next));
    }

    private Uni<Opened> open() {
        return backHere(kept().emitOn(Infrastructure.getDefaultWorkerPool()).invoke(this::findOrMakeRoot)
                .chain(this::completed).emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(this::underThisRoot).emitOn(Infrastructure.getDefaultWorkerPool())
                .map(this::open)
                .invoke(keys -> opened = keys)
                .onFailure(failure -> failure instanceof RootKeyUnavailable || failure instanceof Unreadable)
                .transform(Keyring::unavailable));
    }

    /**
     * A root key is made only where no key was wrapped by another one before: a lost file is never replaced. Another
     * node may have made it since this one started.
     */
    private void findOrMakeRoot(List<KeptKey> kept) {
        if (root == null && kept.isEmpty()) {
            var _ = FileRootKey.loadOrCreate(config.rootKeyFile());
        }
        if (root == null && Files.exists(config.rootKeyFile())) {
            root = loaded();
        }
    }

    private static ProblemException unavailable(Throwable failure) {
        LOG.errorf("The vault does not open: %s", failure.getMessage());
        return new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(Duration.ofSeconds(30)));
    }

    private Uni<List<KeptKey>> kept() {
        return database.query(KEPT).execute().map(rows -> {
            var keys = new ArrayList<KeptKey>();
            rows.forEach(row -> keys.add(new KeptKey(new WrappedKey(row.getString("purpose"),
                    row.getInteger("version"), row.getBuffer("wrapped").getBytes()), row.getBoolean("active"),
                    row.getBoolean("moved"), row.getBoolean("retired"))));
            return keys;
        });
    }

    /** Two nodes may make a key at once: the first one kept counts, and both read it back. */
    private Uni<List<KeptKey>> completed(List<KeptKey> kept) {
        return changed("insert into wrapped_key (purpose, version, wrapped) values ($1, $2, $3) on conflict do nothing",
                keys(kept).missing(), kept);
    }

    /**
     * After a change of the root key, each node that starts wraps the keys anew that it finds under another one. Not
     * later: two nodes that do not yet have the same root key would do it in turns.
     */
    private Uni<List<KeptKey>> underThisRoot(List<KeptKey> kept) {
        return opened != null ? Uni.createFrom().item(kept)
                : changed("update wrapped_key set wrapped = $3 where purpose = $1 and version = $2 and wrapped <> ''",
                        keys(kept).rewrapped(), kept);
    }

    private Uni<List<KeptKey>> changed(String sql, List<WrappedKey> keys, List<KeptKey> kept) {
        return keys.isEmpty() ? Uni.createFrom().item(kept)
                : database.preparedQuery(sql).executeBatch(keys.stream()
                        .map(key -> Tuple.of(key.purpose(), key.version(), Buffer.buffer(key.wrapped()))).toList())
                        .chain(this::kept);
    }

    private Opened open(List<KeptKey> kept) {
        var known = opened;
        if (known != null && known.kept().equals(kept)) {
            return new Opened(kept, known.vault(), known.logKeys(), System.nanoTime());
        }
        var keys = keys(kept);
        return new Opened(kept, keys.vault(), keys.logKeys(), System.nanoTime());
    }

    private OpenKeys keys(List<KeptKey> kept) {
        return new OpenKeys(root(), config, kept);
    }

    private RootKey root() {
        var key = root;
        if (key == null) {
            throw new RootKeyUnavailable("The database holds keys, but there is no root key file "
                    + config.rootKeyFile() + ": put back the file that they were wrapped by");
        }
        return key;
    }
}
