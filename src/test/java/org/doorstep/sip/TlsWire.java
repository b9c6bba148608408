package org.doorstep.sip;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** One connection of TLS, opened by the first that is sent or taken from whoever connects and shows a certificate. */
final class TlsWire implements RawPeer.Wire {

    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *([0-9]+)");

    private final SSLContext context;
    private final String protocol;
    private final SSLServerSocket listening;
    private final CompletableFuture<SSLSocket> connection = new CompletableFuture<>();
    private final LinkedBlockingQueue<Optional<String>> messages = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    TlsWire(SSLContext context, String protocol) {
        this.context = context;
        this.protocol = protocol;
        try {
            listening = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1,
                    InetAddress.getLoopbackAddress());
            listening.setNeedClientAuth(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            read((SSLSocket) listening.accept());
        } catch (IOException _) {
            // Closed.
        }
    }

    private void read(SSLSocket socket) {
        var _ = connection.complete(socket);
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            while (true) {
                messages.add(Optional.of(message(in)));
            }
        } catch (IOException _) {
            ended = true;
            messages.add(Optional.empty());
        }
    }

    private static String message(DataInputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        String head;
        do {
            bytes.write(in.readUnsignedByte());
            head = bytes.toString(StandardCharsets.UTF_8);
        } while (!head.endsWith("\r\n\r\n"));
        var length = LENGTH.matcher(head);
        return head.stripLeading()
                + (length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
                        : "");
    }

    @Override
    public Transport transport() {
        return Transport.TLS;
    }

    @Override
    public int port() {
        return listening.getLocalPort();
    }

    @Override
    public void send(int port, byte[] message) throws IOException {
        if (!connection.isDone()) {
            var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setEnabledProtocols(new String[]{protocol});
            socket.setSoTimeout(3000);
            socket.startHandshake();
            socket.setSoTimeout(0);
            Thread.ofVirtual().start(() -> read(socket));
        }
        var out = socket().getOutputStream();
        out.write(message);
        out.flush();
    }

    private SSLSocket socket() throws IOException {
        try {
            return connection.get(3, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    /** The protocol that was agreed on. */
    String agreed() throws IOException {
        return socket().getSession().getProtocol();
    }

    @Override
    public Optional<String> next(Duration wait) throws IOException {
        if (ended && messages.isEmpty()) {
            throw new EOFException();
        }
        try {
            var next = wait.isZero() ? messages.take() : messages.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null && next.isEmpty()) {
                throw new EOFException();
            }
            return next == null ? Optional.empty() : next;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            if (connection.isDone()) {
                connection.join().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
