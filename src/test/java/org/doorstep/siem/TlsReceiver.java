package org.doorstep.siem;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A receiver of syslog over TLS, octets counted. It can die with what it took last. */
public final class TlsReceiver implements AutoCloseable {

    private static final Pattern ENTRY = Pattern.compile("\\[entry@32473 number=\"([0-9]+)\"]");

    private final SSLContext tls;
    private final boolean wantsCertificate;
    private final int port;
    private final List<List<String>> connections = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile SSLServerSocket server;
    private volatile long diesAfter = Long.MAX_VALUE;

    public TlsReceiver(SSLContext tls, boolean wantsCertificate) {
        this.tls = tls;
        this.wantsCertificate = wantsCertificate;
        this.server = listen(0);
        this.port = server.getLocalPort();
    }

    public int port() {
        return port;
    }

    /** Dies once it has taken so many messages. */
    void dieAfter(int messages) {
        diesAfter = messages;
    }

    /** Is there again, on the same port. */
    public void restart() {
        diesAfter = Long.MAX_VALUE;
        long end = System.nanoTime() + 5_000_000_000L;
        while (server.isClosed()) {
            try {
                server = listen(port);
            } catch (UncheckedIOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.yield();
            }
        }
    }

    public boolean isDead() {
        return server.isClosed();
    }

    /** What it lost when it died: the last messages that it took. */
    void lose(int messages) {
        var last = connections.getLast();
        last.subList(Math.max(0, last.size() - messages), last.size()).clear();
    }

    /** The messages that it has, by connection. */
    List<List<String>> connections() {
        return connections.stream().map(List::copyOf).toList();
    }

    /** The numbers of the entries that it has, by connection. */
    public List<List<Long>> numbers() {
        return connections().stream().map(messages -> messages.stream().map(TlsReceiver::number).toList()).toList();
    }

    static long number(String message) {
        var matcher = ENTRY.matcher(message);
        if (!matcher.find()) {
            throw new IllegalStateException(message);
        }
        return Long.parseLong(matcher.group(1));
    }

    private SSLServerSocket listen(int on) {
        try {
            var listening = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new java.net.InetSocketAddress("127.0.0.1", on));
            listening.setNeedClientAuth(wantsCertificate);
            Thread.ofVirtual().start(() -> accept(listening));
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(SSLServerSocket listening) {
        try {
            while (true) {
                var socket = listening.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> read(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void read(Socket socket) {
        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        try (socket; var in = new BufferedInputStream(socket.getInputStream())) {
            for (int length = length(in); length >= 0; length = length(in)) {
                if (messages.isEmpty()) {
                    connections.add(messages);
                }
                messages.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
                if (connections.stream().mapToInt(List::size).sum() >= diesAfter) {
                    close();
                }
            }
        } catch (IOException e) {
            // The connection broke.
        }
    }

    private static int length(InputStream in) throws IOException {
        var digits = new ArrayList<Character>();
        for (int sign = in.read(); sign != ' '; sign = in.read()) {
            if (sign < '0' || sign > '9' || digits.size() > 6) {
                if (sign == -1 && digits.isEmpty()) {
                    return -1;
                }
                throw new IllegalStateException("no length: " + sign);
            }
            digits.add((char) sign);
        }
        return digits.stream().mapToInt(digit -> digit - '0').reduce(0, (number, digit) -> 10 * number + digit);
    }

    /** As a killed process does it: the connections break, without a word. */
    @Override
    public void close() {
        try {
            server.close();
            for (var socket : sockets) {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            }
            sockets.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
