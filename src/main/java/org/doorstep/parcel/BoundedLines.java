package org.doorstep.parcel;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a stream, each of bounded length, read as they come: whoever sends slowly gets results line by line,
 * whoever sends fast gets them by the hundred. Blocks while nothing has come.
 */
final class BoundedLines {

    /** A line longer than this is cut, and told apart by {@link Line#tooLong()}. */
    static final int MOST_BYTES = 64 * 1024;

    private final BufferedInputStream in;
    private long number;
    private boolean ended;

    BoundedLines(InputStream in) {
        this.in = new BufferedInputStream(in, 32 * 1024);
    }

    /** One line with its number, counted from 1. Bytes, because their decoding may fail. */
    record Line(long number, byte[] bytes, boolean tooLong) {
        @Override
        public String toString() {
            return "Line[" + number + "]";
        }
    }

    /** The next lines: at least one, at most so many, and no waiting for more; none at the end. Empty lines count. */
    List<Line> next(int most) throws IOException {
        var lines = new ArrayList<Line>();
        while (lines.size() < most && !ended && (lines.isEmpty() || in.available() > 0)) {
            var line = line();
            if (line.bytes().length > 0 || line.tooLong()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private Line line() throws IOException {
        var bytes = new ByteArrayOutputStream(512);
        boolean tooLong = false;
        int read = in.read();
        while (read != '\n' && read != -1) {
            tooLong |= bytes.size() == MOST_BYTES;
            if (!tooLong && read != '\r') {
                bytes.write(read);
            }
            read = in.read();
        }
        ended = read == -1;
        return new Line(++number, bytes.toByteArray(), tooLong);
    }
}
