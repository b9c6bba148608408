package org.doorstep.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.doorstep.load.bare.Form;

/** PostgreSQL's own load generator with the same SQL: no HTTP, no JVM. Left out where it is not installed. */
final class Pgbench {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final int MICROSECONDS = 2;

    private final Path program;
    private final Parts parts;
    private final Day day;
    private final Path folder;

    private Pgbench(Path program, Parts parts, Day day, Path folder) {
        this.program = program;
        this.parts = parts;
        this.day = day;
        this.folder = folder;
    }

    static Optional<Pgbench> find(Parts parts, Day day, Path folder) {
        var onPath = Stream.of(System.getenv("PATH").split(":")).map(Path::of).map(path -> path.resolve("pgbench"));
        return Stream.concat(onPath, debian()).filter(Files::isExecutable).findFirst()
                .map(program -> new Pgbench(program, parts, day, folder));
    }

    private static Stream<Path> debian() {
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.sorted(Comparator.reverseOrder()).map(version -> version.resolve("bin/pgbench")).toList()
                    .stream();
        } catch (IOException e) {
            return Stream.of();
        }
    }

    Measured run(Form form, int seconds) {
        try {
            var script = folder.resolve("pgbench-" + form.path() + ".sql");
            Files.writeString(script, form.forPgbench(Courier.staffSql(), Courier.waybillSql(day.collected),
                    Courier.PARCELS));
            var log = folder.resolve("pgbench-" + form.path());
            var command = new ProcessBuilder(program.toString(), "--no-vacuum", "--protocol=prepared",
                    "--client=" + Courier.COURIERS, "--jobs=2", "--time=" + seconds, "--file=" + script, "--log",
                    "--log-prefix=" + log, "--host=127.0.0.1", "--port=" + parts.databasePort(),
                    "--username=doorstep_app", parts.databaseName());
            command.environment().put("PGPASSWORD", parts.settings().get("quarkus.datasource.password"));
            var output = folder.resolve("pgbench-" + form.path() + ".txt");
            var process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!process.waitFor(seconds + 60L, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("pgbench failed: " + Files.readString(output));
            }
            return measured(log, seconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The transactions of the logs that pgbench's threads wrote, which are removed. */
    private Measured measured(Path prefix, int seconds) throws IOException {
        var measured = new Measured();
        for (var log : logs(prefix)) {
            try (var lines = Files.lines(log)) {
                lines.forEach(line -> measured.answered(Long.parseLong(line.split(" ")[MICROSECONDS])));
            }
            Files.delete(log);
        }
        return measured.took(seconds);
    }

    private List<Path> logs(Path prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(prefix.getFileName() + "\\.\\d+(\\.\\d+)?"))
                    .toList();
        }
    }
}
