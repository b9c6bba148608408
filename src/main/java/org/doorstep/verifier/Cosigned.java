package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.List;

/** The newest cosigned checkpoints in the log's tables, each with its cosignatures. */
final class Cosigned {

    private static final String NEWEST = """
        select note, string_agg(regexp_replace(line, '\\n*$', E'\\n'), '')
        from log_cosignature join log_checkpoint using (size) group by size, note order by size desc limit 20""";

    private Cosigned() {
    }

    static List<Checkpoint> newest(Database database) {
        return database.use(connection -> {
            var found = new ArrayList<Checkpoint>();
            try (var statement = connection.prepareStatement(NEWEST); var rows = statement.executeQuery()) {
                while (rows.next()) {
                    try {
                        found.add(Checkpoint.parse(rows.getString(1) + rows.getString(2)));
                    } catch (Malformed _) {
                        // what cannot be read is no cosignature; the checkpoint itself is looked at elsewhere
                    }
                }
            }
            return found;
        });
    }
}
