package org.doorstep.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.doorstep.transparency.SignedNote.Key;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;

/**
 * Asks the witnesses to cosign the newest checkpoint (c2sp.org/tlog-witness) and keeps what they sign. A witness that
 * remembers more than the log has shows that the database was rolled back: from then on nothing is signed.
 */
@ApplicationScoped
class Witnesses {

    private static final Logger LOG = Logger.getLogger(Witnesses.class);
    private static final int TIMEOUT_MILLIS = 5000;
    private static final int TRIES = 3;
    private static final int TIMESTAMP = 8;
    private static final int SIGNATURE = 64;
    private static final int ID = 4;

    private final LogTables tables;
    private final FindProof proofs;
    private final HttpClient http;
    private final Map<String, Witness> witnesses;
    /** What each witness has last seen, as far as this node knows. */
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final Map<String, Long> cosigned = new ConcurrentHashMap<>();
    private final Map<String, Long> ahead = new ConcurrentHashMap<>();

    Witnesses(LogTables tables, FindProof proofs, Vertx vertx, TransparencyConfig config, MeterRegistry metrics) {
        this.tables = tables;
        this.proofs = proofs;
        this.http = vertx.createHttpClient();
        this.witnesses = configured(config);
        metrics.gaugeMapSize("doorstep.log.witnesses.ahead", List.of(), ahead);
    }

    private record Witness(String name, String address, Key key) {
    }

    /** @throws IllegalArgumentException naming the setting, if a key is none */
    private static Map<String, Witness> configured(TransparencyConfig config) {
        var witnesses = new HashMap<String, Witness>();
        config.witnesses().forEach((name, witness) -> witnesses.put(name,
                new Witness(name, witness.address().toString(), SignedNote.Key.cosigner(witness.key())
                        .orElseThrow(() -> new IllegalArgumentException("doorstep.log.witnesses." + name
                                + ".key is not an Ed25519 cosignature key: name+id+key, type 04")))));
        return witnesses;
    }

    /** The witnesses that have seen a larger log than this one, and how large it was. */
    Map<String, Long> ahead() {
        return Map.copyOf(ahead);
    }

    @Scheduled(every = "${doorstep.log.witness-every:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> ask() {
        return witnesses.isEmpty() ? Uni.createFrom().voidItem()
                : tables.head().chain(head -> Multi.createFrom().iterable(witnesses.values())
                        .onItem().transformToUniAndMerge(witness -> head.filter(newest -> isNewTo(witness, newest))
                                .map(checkpoint -> cosign(witness, checkpoint))
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                        .collect().asList().replaceWithVoid())
                        .onFailure().recoverWithNull();
    }

    private boolean isNewTo(Witness witness, Checkpoint head) {
        return head.size() > 0 && !Long.valueOf(head.size()).equals(cosigned.get(witness.name()));
    }

    private Uni<Void> cosign(Witness witness, Checkpoint head) {
        return submit(witness, head, TRIES)
                .onFailure().invoke(failure -> LOG.warnf("Witness %s does not cosign: %s", witness.name(),
                        failure.getMessage()))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> submit(Witness witness, Checkpoint head, int tries) {
        long old = Math.min(seen.getOrDefault(witness.name(), 0L), head.size());
        return proofs.consistency(old, head)
                .chain(body -> send(witness, body))
                .chain(answer -> answer.body().chain(body -> heard(witness, head, tries, answer.statusCode(),
                        body.toString(StandardCharsets.UTF_8))));
    }

    private Uni<HttpClientResponse> send(Witness witness, String body) {
        var options = new RequestOptions().setMethod(HttpMethod.POST).setTimeout(TIMEOUT_MILLIS)
                .setAbsoluteURI(witness.address() + "/add-checkpoint");
        return http.request(options).chain(request -> request.send(body));
    }

    private Uni<Void> heard(Witness witness, Checkpoint head, int tries, int status, String body) {
        return switch (status) {
            case 200 -> cosigned(witness, head, body);
            case 409 -> knows(witness, head, tries, Long.parseLong(body.strip()));
            case 422 -> rolledBack(witness, head, seen.getOrDefault(witness.name(), 0L));
            default -> Uni.createFrom().failure(new IllegalStateException("status " + status));
        };
    }

    private Uni<Void> knows(Witness witness, Checkpoint head, int tries, long size) {
        seen.put(witness.name(), size);
        if (size > head.size()) {
            return tables.head().chain(now -> now.filter(newest -> newest.size() >= size).isPresent() || tries == 0
                    ? Uni.createFrom().voidItem()
                    : rolledBack(witness, head, size));
        }
        return tries == 0 ? Uni.createFrom().voidItem() : submit(witness, head, tries - 1);
    }

    private Uni<Void> rolledBack(Witness witness, Checkpoint head, long size) {
        ahead.put(witness.name(), size);
        LOG.errorf(
                "Witness %s cosigned this log with %d entries, and it has %d: the database was rolled back, or there "
                        + "are two of it. Nothing more is signed (docs/log.md)",
                witness.name(), size, head.size());
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> cosigned(Witness witness, Checkpoint head, String body) {
        var line = body.lines().map(text -> text + "\n")
                .filter(text -> verifies(witness.key(), head.note(), text)).findFirst();
        if (line.isEmpty()) {
            return Uni.createFrom().failure(new IllegalStateException("its answer is not signed by its key"));
        }
        seen.put(witness.name(), head.size());
        cosigned.put(witness.name(), head.size());
        ahead.remove(witness.name());
        return tables.cosigned(head.size(), witness.name(), line.get());
    }

    /** Whether a line is this witness's timestamped signature (c2sp.org/tlog-cosignature, Ed25519). */
    private static boolean verifies(Key key, SignedNote note, String line) {
        var bytes = signature(line);
        if (bytes.isEmpty() || !key.line(bytes.get()).equals(line)) {
            return false;
        }
        long time = ByteBuffer.wrap(bytes.get()).getLong();
        var signed = ("cosignature/v1\ntime " + time + "\n" + note.text()).getBytes(StandardCharsets.UTF_8);
        var signer = new Ed25519Signer();
        signer.init(false, new Ed25519PublicKeyParameters(key.publicKey()));
        signer.update(signed, 0, signed.length);
        return signer.verifySignature(Arrays.copyOfRange(bytes.get(), TIMESTAMP, bytes.get().length));
    }

    private static Optional<byte[]> signature(String line) {
        try {
            var bytes = Base64.getDecoder().decode(line.strip().substring(line.strip().lastIndexOf(' ') + 1));
            return bytes.length == ID + TIMESTAMP + SIGNATURE
                    ? Optional.of(Arrays.copyOfRange(bytes, ID, bytes.length))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
