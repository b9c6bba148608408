package org.doorstep.verifier;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A run of the command, as somebody at a terminal sees it.
 *
 * @param code it exited with
 */
record Ran(int code, String out, String err) {

    static Ran with(String... words) {
        return with(Clock.systemUTC(), words);
    }

    static Ran with(Clock clock, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new VerifyLog(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true,
                StandardCharsets.UTF_8), false, clock, Map.of()).run(List.of(words));
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    boolean says(String words) {
        return out.contains(words);
    }
}
