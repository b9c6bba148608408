package org.doorstep.verifier;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The command that checks the access log from outside. It exits with 0 if all is proved, 1 if something is wrong, 2 if
 * it could not check.
 */
public final class VerifyLog {

    static final int PROVED = 0;
    static final int WRONG = 1;
    static final int COULD_NOT_CHECK = 2;

    private static final String HELP = """
        Checks that Doorstep's access log is whole, without trusting the service that keeps it.

          verify-log [check] --key KEY… SOURCE [--table JDBC] [options]
          verify-log mirror --key KEY… --url URL --directory DIR [options]
          verify-log proof  --key KEY… FILE…
          verify-log keys   --key KEY… FILE|URL

        check   Signatures, tiles, leaves, their order, every older checkpoint, and with a database
                every row of access_entry: which entry was altered, removed, forged or exchanged.
        mirror  Checks a log over HTTP and keeps a copy. What was kept before must still hold.
        proof   Checks .tlog-proof files, without any log.
        keys    Prints the keys that follow those you trust, if those signed for them (/log/keys/succession).

        SOURCE is one of
          --url URL          the log over HTTP, such as https://doorstep.example/log
          --directory DIR    a copy, as "mirror" makes it
          --database JDBC    the log's own tables: jdbc:postgresql://host/database; compares the table too
        Options
          --key KEY          a key that you trust to sign for the log, or a file with one a line. Give all kinds
                             that the log signs with: then each must have signed. Take them from somewhere
                             else than from the log that you check.
          --table JDBC       compare this database's access_entry with the tree of the SOURCE
          --user NAME        for the database; or in the address, or PGUSER
          --password-file F  for the database; or PGPASSWORD
          --token-file F     an auditor's access token for --url (bundles want one); or DOORSTEP_TOKEN
          --known FILE|URL   a checkpoint that you kept, or a witness's: the log must still have it. May be repeated.
                             Without one nobody can see that the newest entries were taken away with
                             everything that told of them.
          --witness-key KEY  a witness whose cosignature is wanted, or a file. May be repeated.
          --quorum N         so many of the witnesses are enough; otherwise all
          --threads N        at work; otherwise one for each processor, and 8 for --url
          --json             the result for machines

        Exits with 0 if all is proved, 1 if something is wrong, 2 if it could not check.
        """;

    private static final Set<String> VALUED = Set.of("--url", "--directory", "--database", "--key", "--table", "--user",
            "--password-file", "--token-file", "--known", "--witness-key", "--quorum", "--threads");
    private static final Set<String> FLAGS = Set.of("--json", "--help", "-h");
    private static final int THREADS_OVER_HTTP = 8;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final Clock clock;
    private final Map<String, String> environment;

    VerifyLog(PrintStream out, PrintStream err, boolean terminal, Clock clock, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
        this.environment = environment;
    }

    public static void main(String... words) {
        var console = System.console();
        var command = new VerifyLog(System.out, System.err, console != null && console.isTerminal(), Clock.systemUTC(),
                System.getenv());
        System.exit(command.run(List.of(words)));
    }

    int run(List<String> words) {
        try {
            var arguments = new Arguments(words, VALUED, FLAGS);
            if (arguments.has("--help") || arguments.has("-h") || words.isEmpty()) {
                out.print(HELP);
                return words.isEmpty() ? COULD_NOT_CHECK : PROVED;
            }
            var rest = new ArrayList<>(arguments.rest());
            var command = rest.isEmpty() ? "check" : rest.removeFirst();
            if (!Set.of("proof", "keys").contains(command) && !rest.isEmpty()) {
                throw new CannotCheck("What is \"" + rest.getFirst() + "\"? --help lists the options.");
            }
            return switch (command) {
                case "check" -> check(arguments);
                case "mirror" -> mirror(arguments);
                case "proof" -> proof(arguments, rest);
                case "keys" -> keys(arguments, rest);
                default -> throw new CannotCheck("There is no command " + command + ". --help lists them.");
            };
        } catch (CannotCheck e) {
            err.println("Could not check: " + e.getMessage());
            return COULD_NOT_CHECK;
        }
    }

    private int check(Arguments arguments) {
        var chosen = Set.of("--url", "--directory", "--database").stream().filter(arguments::has).toList();
        if (chosen.size() != 1) {
            throw new CannotCheck("Give one of --url, --directory and --database.");
        }
        var trust = trust(arguments, arguments.has("--url") ? THREADS_OVER_HTTP
                : Runtime.getRuntime().availableProcessors());
        if (arguments.has("--database")) {
            if (arguments.has("--table")) {
                throw new CannotCheck("--database compares its own table; --table is for --url and --directory.");
            }
            try (var database = database(arguments, "--database"); var source = new DatabaseTiles(database)) {
                return report(arguments, new CheckLog(trust, source, database, new Table(database), clock,
                        this::progress).run(source.checkpoint()));
            }
        }
        try (var source = source(arguments)) {
            // The checkpoint first: then the table that is looked at later has all of its rows.
            byte[] newest = source.checkpoint();
            if (!arguments.has("--table")) {
                return report(arguments, new CheckLog(trust, source, null, null, clock, this::progress).run(newest));
            }
            try (var database = database(arguments, "--table")) {
                return report(arguments, new CheckLog(trust, source, database, new Table(database), clock,
                        this::progress).run(newest));
            }
        }
    }

    private int mirror(Arguments arguments) {
        if (!arguments.has("--url") || !arguments.has("--directory")) {
            throw new CannotCheck("mirror wants --url and --directory.");
        }
        var trust = trust(arguments, THREADS_OVER_HTTP);
        var source = new MirrorTiles(Path.of(arguments.one("--directory").orElseThrow()), http(arguments));
        byte[] kept = source.kept();
        var known = new ArrayList<>(trust.known());
        if (kept != null) {
            known.add(published(kept, "the copy", trust.keys()));
        }
        byte[] newest = source.checkpoint();
        var report = new CheckLog(new CheckLog.Trust(trust.keys(), trust.witnesses(), trust.quorum(), known,
                trust.threads()), source, null, null, clock, this::progress).run(newest);
        if (report.isProved()) {
            try {
                source.keep(Checkpoint.parse(newest), newest);
            } catch (Malformed e) {
                throw new IllegalStateException("A checkpoint was proved that cannot be read", e);
            }
        }
        return report(arguments, report);
    }

    private int proof(Arguments arguments, List<String> files) {
        if (files.isEmpty()) {
            throw new CannotCheck("proof wants the files to check.");
        }
        var trust = trust(arguments, 1);
        int exit = PROVED;
        for (var file : files) {
            var result = CheckProof.of(read(file), trust);
            out.println(file + ": " + (result.wrong().isEmpty() ? "PROVED" : "NOT PROVED"));
            result.wrong().forEach(wrong -> out.println("- " + wrong));
            result.says().forEach(line -> out.println("  " + line));
            exit = result.wrong().isEmpty() ? exit : WRONG;
        }
        return exit;
    }

    private int keys(Arguments arguments, List<String> places) {
        if (places.size() != 1) {
            throw new CannotCheck("keys wants one file or address: that of /log/keys/succession.");
        }
        try {
            var succession = Succession.parse(known(places.getFirst()));
            var objection = succession.objection(trust(arguments, 1).keys());
            objection.ifPresentOrElse(why -> err.println("Not to be trusted: " + why + "."),
                    () -> succession.keys().forEach(out::println));
            return objection.isEmpty() ? PROVED : WRONG;
        } catch (Malformed e) {
            throw new CannotCheck("What is at " + places.getFirst() + " is " + e.getMessage() + ".", e);
        }
    }

    private int report(Arguments arguments, Report report) {
        out.print(arguments.has("--json") ? ReportJson.of(report) : report.text());
        out.flush();
        return report.isProved() ? PROVED : WRONG;
    }

    private Progress progress(long total) {
        return new Progress(err, terminal, clock, total);
    }

    private CheckLog.Trust trust(Arguments arguments, int threads) {
        var keys = KeyFile.all(arguments.all("--key"));
        if (keys.isEmpty()) {
            throw new CannotCheck("Give the keys that you trust to sign for the log: --key.");
        }
        var trusted = new LogKeys(keys);
        var witnesses = KeyFile.all(arguments.all("--witness-key"));
        int quorum = arguments.number("--quorum", Math.max(1, witnesses.size()));
        if (quorum > Math.max(1, witnesses.size())) {
            throw new CannotCheck("--quorum is larger than the number of --witness-key.");
        }
        var known = arguments.all("--known").stream().map(one -> published(known(one), one, trusted)).toList();
        return new CheckLog.Trust(trusted, witnesses, quorum, known, arguments.number("--threads", threads));
    }

    /** A checkpoint that the reader brings: one that nobody trusted signed is a mistake of theirs. */
    private static Checkpoints.Published published(byte[] note, String from, LogKeys keys) {
        try {
            var checkpoint = Checkpoint.parse(note);
            var objection = keys.objection(checkpoint);
            if (objection.isEmpty()) {
                return new Checkpoints.Published(checkpoint, from, null);
            }
            throw new CannotCheck("The known checkpoint " + from + " is not to be believed: " + objection.get() + ".");
        } catch (Malformed e) {
            throw new CannotCheck("The known checkpoint " + from + " is " + e.getMessage() + ".", e);
        }
    }

    private static byte[] known(String place) {
        if (!place.startsWith("http://") && !place.startsWith("https://")) {
            return read(place);
        }
        int name = place.lastIndexOf('/');
        byte[] note = new HttpTiles(place.substring(0, name), null).get(place.substring(name + 1));
        if (note == null) {
            throw new CannotCheck("There is no checkpoint at " + place + ".");
        }
        return note;
    }

    private TileSource source(Arguments arguments) {
        if (arguments.has("--url")) {
            return http(arguments);
        }
        var directory = Path.of(arguments.one("--directory").orElseThrow());
        if (!Files.isDirectory(directory)) {
            throw new CannotCheck("There is no directory " + directory + ".", new NotDirectoryException(
                    directory.toString()));
        }
        return new DirectoryTiles(directory);
    }

    private HttpTiles http(Arguments arguments) {
        return new HttpTiles(arguments.one("--url").orElseThrow(), secret(arguments, "--token-file", "DOORSTEP_TOKEN"));
    }

    private Database database(Arguments arguments, String option) {
        return new Database(arguments.one(option).orElseThrow(),
                arguments.one("--user").orElse(environment.get("PGUSER")),
                secret(arguments, "--password-file", "PGPASSWORD"));
    }

    private @Nullable String secret(Arguments arguments, String option, String variable) {
        Optional<String> file = arguments.one(option);
        return file.isPresent() ? new String(read(file.get()), StandardCharsets.UTF_8).strip()
                : environment.get(variable);
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new CannotCheck("The file " + file + " cannot be read.", e);
        }
    }
}
