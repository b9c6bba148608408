package org.doorstep.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any log, any one change: named by the file that was changed, or by the leaf. */
class AnyTamperingTest {

    private static final SampleLog LOG = SampleLog.of(1_400);

    @Property(tries = 60)
    void anyOneChangeIsNamed(@ForAll @IntRange(min = 1, max = 1_400) int size, @ForAll long seed) throws IOException {
        var directory = Files.createTempDirectory("log");
        try {
            LOG.writeTo(directory, size);
            var random = new Random(seed);
            var files = files(directory);
            var file = files.get(random.nextInt(files.size()));
            var bytes = Files.readAllBytes(file);
            boolean removed = random.nextInt(4) == 0;
            if (removed) {
                Files.delete(file);
            } else {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bytes);
            }

            var ran = DirectoryLogTest.check(directory);

            assertEquals(1, ran.code(), ran.out() + ran.err());
            assertTrue(ran.says(directory.relativize(file).toString()), file + "\n" + ran.out());
            assertEquals(1, placesNamed(ran, directory, files), ran.out());
        } finally {
            delete(directory);
        }
    }

    private static long placesNamed(Ran ran, Path directory, List<Path> files) {
        return files.stream().filter(file -> ran.out().lines().anyMatch(line -> line.startsWith("- ") && line.matches(
                ".*" + directory.relativize(file).toString().replace(".", "\\.") + "[ .].*"))).count();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var all = Files.walk(directory.resolve("tile"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        }
    }
}
