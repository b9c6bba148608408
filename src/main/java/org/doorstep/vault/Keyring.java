package org.doorstep.vault;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.crypto.BlindIndexKey;
import org.doorstep.crypto.FileRootKey;
import org.doorstep.crypto.Keks;
import org.doorstep.crypto.KnownAnswers;
import org.doorstep.crypto.NotAuthentic;
import org.doorstep.crypto.RootKey;
import org.doorstep.crypto.RootKeyUnavailable;
import org.doorstep.crypto.SigningKey;
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
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Opens the {@link Vault}: the root key from its store at start, after the known-answer tests; the wrapped keys from
 * the database when they are first needed, making those that are missing.
 */
@ApplicationScoped
public class Keyring {

    private static final Logger LOG = Logger.getLogger(Keyring.class);
    private static final String PHONE = "phone";
    private static final String CONTENT = "content";
    private static final String CHECKPOINTS = "log";
    private static final int FIRST = 1;

    private final VaultConfig config;
    private final Pool database;
    private volatile @Nullable RootKey root;
    private volatile @Nullable Opened opened;

    Keyring(VaultConfig config, Pool database) {
        this.config = config;
        this.database = database;
    }

    void start(@Observes StartupEvent event) {
        KnownAnswers.check();
        if (Files.exists(config.rootKeyFile())) {
            root = FileRootKey.load(config.rootKeyFile());
        }
    }

    private record Opened(Vault vault, LogKeys logKeys) {
    }

    /** The vault, opened once. Fails while the database has not yet given the wrapped keys. */
    public Uni<Vault> vault() {
        return opened().map(Opened::vault);
    }

    /** What the log's checkpoints are signed with, opened once together with the vault. */
    public Uni<LogKeys> logKeys() {
        return opened().map(Opened::logKeys);
    }

    private Uni<Opened> opened() {
        var known = opened;
        return known != null ? Uni.createFrom().item(known) : open();
    }

    /** Key files and key stores may block, so they are asked on a worker; the answer comes back where it was asked. */
    private Uni<Opened> open() {
        var caller = Optional.ofNullable(Vertx.currentContext());
        return kept().emitOn(Infrastructure.getDefaultWorkerPool()).invoke(this::findOrMakeRoot)
                .chain(this::completed).emitOn(Infrastructure.getDefaultWorkerPool())
                .map(kept -> open(kept))
                .invoke(keys -> opened = keys)
                .onFailure(failure -> failure instanceof RootKeyUnavailable || failure instanceof Unreadable)
                .transform(Keyring::unavailable)
                .emitOn(work -> caller.ifPresentOrElse(context -> context.runOnContext(_ -> work.run()), work));
    }

    /**
     * A root key is made only where no key was wrapped by another one before: a lost file is never replaced. Another
     * node may have made it since this one started.
     */
    private void findOrMakeRoot(List<WrappedKey> kept) {
        if (root == null && (kept.isEmpty() || Files.exists(config.rootKeyFile()))) {
            root = FileRootKey.loadOrCreate(config.rootKeyFile());
        }
    }

    private static ProblemException unavailable(Throwable failure) {
        LOG.errorf("The vault does not open: %s", failure.getMessage());
        return new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(Duration.ofSeconds(30)));
    }

    private Uni<List<WrappedKey>> kept() {
        return database.query("select purpose, version, wrapped from wrapped_key").execute()
                .map(rows -> {
                    var keys = new ArrayList<WrappedKey>();
                    rows.forEach(row -> keys.add(new WrappedKey(row.getString("purpose"), row.getInteger("version"),
                            row.getBuffer("wrapped").getBytes())));
                    return keys;
                });
    }

    /** Two nodes may make a key at once: the first one kept counts, and both read it back. */
    private Uni<List<WrappedKey>> completed(List<WrappedKey> kept) {
        var missing = missing(kept);
        if (missing.isEmpty()) {
            return Uni.createFrom().item(kept);
        }
        var tuples = missing.stream()
                .map(key -> Tuple.of(key.purpose(), key.version(), io.vertx.core.buffer.Buffer.buffer(key.wrapped())))
                .toList();
        return database.preparedQuery("""
                insert into wrapped_key (purpose, version, wrapped) values ($1, $2, $3) on conflict do nothing""")
                .executeBatch(tuples).chain(this::kept);
    }

    private List<WrappedKey> missing(List<WrappedKey> kept) {
        var missing = new ArrayList<WrappedKey>();
        if (first(kept, Keks.purpose(Vault.TENANT)).isEmpty()) {
            missing.add(keks(List.of()).generate());
        }
        for (var field : List.of(PHONE, CONTENT)) {
            if (first(kept, BlindIndexKey.purpose(field)).isEmpty()) {
                missing.add(BlindIndexKey.generate(root(), field, FIRST));
            }
        }
        for (var scheme : SigningKey.Scheme.values()) {
            if (first(kept, SigningKey.purpose(CHECKPOINTS, scheme)).isEmpty()) {
                missing.add(SigningKey.generate(root(), CHECKPOINTS, scheme, FIRST));
            }
        }
        return missing;
    }

    private Opened open(List<WrappedKey> kept) {
        var keks = keks(kept.stream().filter(key -> key.purpose().equals(Keks.purpose(Vault.TENANT))).toList());
        return new Opened(new Vault(config.algorithm(), keks, blindIndex(kept, PHONE), blindIndex(kept, CONTENT)),
                new LogKeys(signing(kept, SigningKey.Scheme.ED25519), signing(kept, SigningKey.Scheme.SM2)));
    }

    private SigningKey signing(List<WrappedKey> kept, SigningKey.Scheme scheme) {
        try {
            return SigningKey.open(root(), CHECKPOINTS, scheme,
                    first(kept, SigningKey.purpose(CHECKPOINTS, scheme)).orElseThrow());
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }

    private Keks keks(List<WrappedKey> kept) {
        try {
            return Keks.open(root(), Vault.TENANT, config.algorithm(), kept);
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }

    private BlindIndexKey blindIndex(List<WrappedKey> kept, String field) {
        try {
            return BlindIndexKey.open(root(), field, first(kept, BlindIndexKey.purpose(field)).orElseThrow());
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }

    private static Optional<WrappedKey> first(List<WrappedKey> kept, String purpose) {
        return kept.stream().filter(key -> key.purpose().equals(purpose)).findFirst();
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
