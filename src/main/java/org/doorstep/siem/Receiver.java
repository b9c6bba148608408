package org.doorstep.siem;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.time.Deadline;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** The connection to the receiver: TLS 1.2 or newer, its certificate checked for its name (RFC 5425, section 5). */
@ApplicationScoped
class Receiver {

    private final Vertx vertx;
    private final SiemConfig config;
    private @Nullable NetClient client;

    Receiver(Vertx vertx, SiemConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** One connection. Once it broke it stays so. */
    static final class Connection {
        private final NetSocket socket;
        private volatile boolean open = true;

        private Connection(NetSocket socket) {
            this.socket = socket;
            socket.closeHandler(_ -> open = false).exceptionHandler(_ -> open = false).handler(_ -> {
                // A receiver has nothing to say (RFC 5425, section 4.3).
            });
        }

        boolean isOpen() {
            return open;
        }

        Uni<Void> write(Buffer bytes) {
            return Uni.createFrom().completionStage(() -> socket.write(bytes).toCompletionStage());
        }

        void close() {
            open = false;
            socket.close();
        }
    }

    Uni<Connection> connect(String host) {
        return Deadline.within(config.timeout(), Uni.createFrom()
                .completionStage(() -> client(host).connect(config.port(), host).toCompletionStage()))
                .map(Connection::new);
    }

    private synchronized NetClient client(String host) {
        var known = client;
        if (known != null) {
            return known;
        }
        var options = new NetClientOptions().setSsl(true).setHostnameVerificationAlgorithm("HTTPS")
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3")).setTcpKeepAlive(true)
                .setConnectTimeout((int) config.timeout().toMillis())
                // Packets that nobody confirms break the connection before what was written counts as sent (RFC 5482).
                .setTcpUserTimeout((int) config.settle().dividedBy(2).toMillis());
        config.authorities().ifPresent(file -> options
                .setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        config.certificate().ifPresent(file -> options.setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(file.toString()).addKeyPath(config.certificateKey().orElseThrow().toString())));
        var made = vertx.createNetClient(options);
        client = made;
        return made;
    }
}
