package org.doorstep.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/**
 * One kept-alive HTTP/1.1 connection that carries one request at a time. It does as little as a client can, because it
 * shares the machine with what it measures: one write, mostly one read, and a look at status, length and body.
 */
final class Connection implements AutoCloseable {

    private static final byte[] LENGTH = "content-length:".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] FIELD = "\"form\":\"".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int STATUS = 9;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int read;
    private int body;

    Connection(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    /** Sends a request and reads the whole answer; its status. */
    int exchange(byte[] request) throws IOException {
        out.write(request);
        read = 0;
        body = -1;
        while (body < 0) {
            more();
            body = endOfHead();
        }
        int end = body + length();
        while (read < end) {
            more();
        }
        return (buffer[STATUS] - '0') * 100 + (buffer[STATUS + 1] - '0') * 10 + buffer[STATUS + 2] - '0';
    }

    private void more() throws IOException {
        int count = in.read(buffer, read, buffer.length - read);
        if (count <= 0) {
            throw new IOException("The connection ended");
        }
        read += count;
    }

    private int endOfHead() {
        for (int at = 0; at + 3 < read; at++) {
            if (buffer[at] == '\r' && buffer[at + 2] == '\r' && buffer[at + 3] == '\n') {
                return at + 4;
            }
        }
        return -1;
    }

    private int length() throws IOException {
        for (int at = 0; at < body; at++) {
            if (startsAt(at, LENGTH)) {
                int value = 0;
                for (int digit = at + LENGTH.length; buffer[digit] != '\r'; digit++) {
                    value = buffer[digit] == ' ' ? value : value * 10 + buffer[digit] - '0';
                }
                return value;
            }
        }
        throw new IOException("An answer without a length");
    }

    private boolean startsAt(int at, byte[] lowerCase) {
        for (int index = 0; index < lowerCase.length; index++) {
            byte found = buffer[at + index];
            if (found != lowerCase[index] && (found | 0x20) != lowerCase[index]) {
                return false;
            }
        }
        return true;
    }

    /** The answer's body. */
    String body() {
        return new String(buffer, body, read - body, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** How many fields the answer's body shows or withholds. */
    int fields() {
        int fields = 0;
        for (int at = body; at + FIELD.length < read; at++) {
            if (buffer[at] == '"' && Arrays.equals(buffer, at, at + FIELD.length, FIELD, 0, FIELD.length)) {
                fields++;
                at += FIELD.length;
            }
        }
        return fields;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
