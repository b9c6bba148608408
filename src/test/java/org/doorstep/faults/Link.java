package org.doorstep.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way of TCP connections to a part on this machine, which can be slow, narrow, cut, reset or dead: what Toxiproxy
 * calls toxics, for all connections of one user of one part.
 */
final class Link implements AutoCloseable {

    private static final Condition WHOLE = new Condition(Duration.ZERO, Long.MAX_VALUE, 0, Passing.ON);
    private static final Duration STEP = Duration.ofMillis(10);
    private static final int CHUNK = 16 * 1024;

    private final ServerSocket server;
    private final int target;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile Condition condition = WHOLE;

    private Link(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** What becomes of bytes. */
    private enum Passing {
        ON, HELD, REFUSED
    }

    /**
     * How it is now.
     *
     * @param delay of every piece, each way
     * @param rate bytes a second, each way
     * @param cutEvery so many answers, one breaks off in its middle; 0: none
     */
    private record Condition(Duration delay, long rate, int cutEvery, Passing passing) {
    }

    /** Listens on a free port of loopback in front of a port of loopback. */
    static Link to(int target) {
        try {
            var server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            var link = new Link(server, target);
            Thread.ofVirtual().start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Everything passes at once; what was held goes on, what was lost stays lost. */
    void heal() {
        condition = WHOLE;
    }

    /** Every piece comes later by this time. */
    void delay(Duration time) {
        condition = new Condition(time, Long.MAX_VALUE, 0, Passing.ON);
    }

    /** No more than so many bytes a second on each connection. */
    void narrow(long bytesPerSecond) {
        condition = new Condition(Duration.ZERO, bytesPerSecond, 0, Passing.ON);
    }

    /** Every so many answers, one breaks off in its middle, and its connection is reset. */
    void cut(int every) {
        condition = new Condition(Duration.ZERO, Long.MAX_VALUE, every, Passing.ON);
    }

    /** Nothing passes; connections stay open, and what was sent arrives once it is healed. */
    void hold() {
        condition = new Condition(Duration.ZERO, Long.MAX_VALUE, 0, Passing.HELD);
    }

    /** Every connection is reset, and so is every new one. */
    void refuse() {
        condition = new Condition(Duration.ZERO, Long.MAX_VALUE, 0, Passing.REFUSED);
        passages.forEach(Passage::reset);
    }

    /**
     * What is sent on the connections there are is lost, for ever, and nobody is told: as behind a firewall that forgot
     * them. New ones are taken and wait until it is healed.
     */
    void forget() {
        passages.forEach(passage -> passage.dead = true);
        hold();
    }

    private void accept() {
        try {
            while (true) {
                var near = server.accept();
                Thread.ofVirtual().start(() -> connect(near));
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private void connect(Socket near) {
        var far = new Socket();
        var passage = new Passage(near, far);
        passages.add(passage);
        try {
            if (condition.passing() == Passing.REFUSED) {
                passage.reset();
                return;
            }
            awaitPassing();
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Thread.ofVirtual().start(() -> pass(passage, far, near, true));
            pass(passage, near, far, false);
        } catch (IOException _) {
            passage.reset();
        }
    }

    private void pass(Passage passage, Socket from, Socket to, boolean answer) {
        var bytes = new byte[CHUNK];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (passage.dead) {
                    continue;
                }
                awaitPassing();
                slowDown(length);
                if (answer && isCut()) {
                    out.write(bytes, 0, length / 2);
                    passage.reset();
                    return;
                }
                if (!passage.dead) {
                    out.write(bytes, 0, length);
                }
            }
            if (!passage.dead) {
                to.shutdownOutput();
            }
        } catch (IOException _) {
            passage.reset();
        } finally {
            passage.ended();
        }
    }

    private void awaitPassing() {
        while (condition.passing() == Passing.HELD && !server.isClosed()) {
            Installation.pause(STEP);
        }
    }

    private void slowDown(int length) {
        var now = condition;
        long millis = now.delay().toMillis() + 1000L * length / now.rate();
        if (millis > 0) {
            Installation.pause(Duration.ofMillis(millis));
        }
    }

    private boolean isCut() {
        int every = condition.cutEvery();
        return every > 0 && answers.incrementAndGet() % every == 0;
    }

    /** One connection through it. */
    private final class Passage {
        private final Socket near;
        private final Socket far;
        private final AtomicInteger open = new AtomicInteger(2);
        private volatile boolean dead;

        private Passage(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        private void ended() {
            if (open.decrementAndGet() == 0) {
                passages.remove(this);
                close(near);
                close(far);
            }
        }

        private void reset() {
            passages.remove(this);
            for (var socket : new Socket[]{near, far}) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException _) {
                    // It is closed already.
                }
                close(socket);
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException _) {
                // It is closed already.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        passages.forEach(Passage::reset);
    }
}
