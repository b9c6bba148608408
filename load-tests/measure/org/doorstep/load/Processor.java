package org.doorstep.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Processor time as the system counts it, in seconds. */
final class Processor {

    private static final double TICKS_A_SECOND = 100;
    private static final int USER = 11;
    private static final int CHILDREN_SYSTEM = 14;
    private static final int PARENT = 1;

    private Processor() {
    }

    /** What a process has used, its ended children included. */
    static double of(long pid) {
        return ticks(stat(pid)) / TICKS_A_SECOND;
    }

    /** What a process and its children have used. */
    static double withChildren(long pid) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return of(pid) + processes.map(path -> path.getFileName().toString()).filter(name -> name.matches("\\d+"))
                    .map(name -> stat(Long.parseLong(name)))
                    .filter(stat -> stat.length > PARENT && stat[PARENT].equals(Long.toString(pid)))
                    .mapToDouble(Processor::ticks).sum() / TICKS_A_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }

    private static double ticks(String[] stat) {
        double sum = 0;
        for (int field = USER; field <= CHILDREN_SYSTEM && field < stat.length; field++) {
            sum += Double.parseDouble(stat[field]);
        }
        return sum;
    }

    /** The fields of the process's line from its state on. */
    private static String[] stat(long pid) {
        try {
            var line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
