package org.doorstep.witness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.doorstep.verifier.Arguments;
import org.doorstep.verifier.CannotCheck;
import org.doorstep.verifier.KeyFile;

/** The command that runs a witness until it is stopped. */
public final class RunWitness {

    private static final String HELP = """
        A witness for transparency logs (c2sp.org/tlog-witness): cosigns checkpoints of logs that only ever grew, so
        that a log cannot show different people different pasts. Run it where the log's keepers have no say.

          witness --name NAME --state DIR --log KEY… [options]

          --name NAME       of this witness, such as witness.example/w1
          --state DIR       what was cosigned; never lose it, never run two witnesses on it
          --log KEY         a verifier key of a log to follow, or a file with one a line. May be repeated.
          --key-file FILE   the witness's own key; made at the first start. Otherwise "key" in the state directory.
          --listen HOST:PORT  otherwise 127.0.0.1:8090
          --config FILE     the same options, one a line, without their dashes: "name witness.example/w1"

        Submission:  POST /add-checkpoint          Monitoring:  GET /<SHA-256 of the origin>/checkpoint
        """;

    private static final Set<String> VALUED = Set.of("--name", "--state", "--log", "--key-file", "--listen",
            "--config");
    private static final Set<String> FLAGS = Set.of("--help");
    private static final int COULD_NOT_START = 2;

    private RunWitness() {
    }

    public static void main(String... words) throws InterruptedException {
        try {
            var arguments = new Arguments(List.of(words), VALUED, FLAGS);
            if (words.length == 0 || arguments.has("--help")) {
                System.out.print(HELP);
                return;
            }
            try (var witness = Witness.start(settings(List.of(words)), Clock.systemUTC())) {
                System.out.println("Listening at " + witness.url());
                System.out.println("Key of this witness, for those who check its cosignatures:");
                System.out.println(witness.verifierKey());
                Thread.currentThread().join();
            }
        } catch (CannotCheck e) {
            System.err.println("Could not start: " + e.getMessage());
            System.exit(COULD_NOT_START);
        }
    }

    static Witness.Settings settings(List<String> words) {
        var given = new Arguments(words, VALUED, FLAGS);
        var all = new ArrayList<String>();
        given.all("--config").forEach(file -> all.addAll(configured(Path.of(file))));
        all.addAll(words);
        var arguments = new Arguments(all, VALUED, FLAGS);
        var logs = KeyFile.all(arguments.all("--log"));
        if (logs.isEmpty()) {
            throw new CannotCheck("Give the keys of the logs to follow: --log.");
        }
        var state = Path.of(wanted(arguments, "--state"));
        return new Witness.Settings(wanted(arguments, "--name"), arguments.one("--key-file").map(Path::of).orElse(state
                .resolve("key")), state, address(arguments.one("--listen").orElse("127.0.0.1:8090")), logs);
    }

    private static String wanted(Arguments arguments, String option) {
        return arguments.one(option)
                .orElseThrow(() -> new CannotCheck(option + " is missing. --help lists the options."));
    }

    private static List<String> configured(Path file) {
        try {
            var words = new ArrayList<String>();
            for (var line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    var parts = line.strip().split("\\s+", 2);
                    words.add("--" + parts[0]);
                    words.addAll(List.of(parts).subList(1, parts.length));
                }
            }
            return words;
        } catch (IOException e) {
            throw new CannotCheck("The file " + file + " cannot be read.", e);
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new InetSocketAddress(text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon
                    + 1)));
        } catch (IllegalArgumentException e) {
            throw new CannotCheck("--listen wants HOST:PORT.", e);
        }
    }
}
