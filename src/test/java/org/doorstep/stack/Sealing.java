package org.doorstep.stack;

import java.time.Duration;

/**
 * Brings the sealed head of the log forward for tests of what follows it: by waiting for the sealer, or in its place
 * where none has ever run.
 */
public final class Sealing {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String HEAD = "select coalesce(max(last_entry), 0) from log_checkpoint";

    private Sealing() {
    }

    /** Everything that is in the log now is sealed. The last entry of it. */
    public static long all() {
        return upTo(Backstage.count("select coalesce(max(entry_id), 0) from access_entry"));
    }

    /** What is in the log up to this number is sealed. */
    public static long upTo(long entry) {
        if (Backstage.count("select count(*) from log_edge") == 0) {
            Backstage.change("insert into log_checkpoint (size, root, last_entry, signed_at, note) select "
                    + "coalesce(max(size), 0) + 1, sha256(''), ?, now(), 'test' from log_checkpoint "
                    + "having coalesce(max(last_entry), 0) < ?", entry, entry);
            return entry;
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        while (Backstage.count(HEAD) < entry) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not sealed: " + entry);
            }
            pause();
        }
        return entry;
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
