package org.doorstep.stack;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback that were free a moment ago, for TCP and for UDP.
 * They lie below the range that systems take for outgoing connections: a port of that range can be gone again before a
 * slow starter binds it, even to the very connection that asks whether it has started. None is given twice.
 */
public final class FreePort {

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {
    }

    public static int next() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            if (isFree(candidate) && GIVEN.add(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("no free port found on loopback");
    }

    private static boolean isFree(int port) {
        var loopback = InetAddress.getLoopbackAddress();
        try (var stream = new ServerSocket(port, 1, loopback); var datagrams = new DatagramSocket(port, loopback)) {
            return stream.isBound() && datagrams.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
