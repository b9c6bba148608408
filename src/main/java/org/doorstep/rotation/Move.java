package org.doorstep.rotation;

import java.util.List;

import org.doorstep.vault.KeyKind;
import org.doorstep.vault.Vault;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** One part of what moves to the newest generation of a key, some rows at a time. */
interface Move {

    KeyKind kind();

    /** Names the part where its progress is told. */
    String part();

    /** What is before the first row. */
    String first();

    /** The rows after {@code $1}, at most {@code $2} of them, in the order of their {@code id}. */
    String rows();

    /** The generation that these keys write with. */
    int newest(Vault vault);

    /**
     * Moves rows in the transaction of their progress. A row that is no longer what was read stays as it is: whoever
     * changed it wrote with the newest generation.
     *
     * @return how many did not open
     */
    Uni<Integer> move(SqlConnection connection, Vault vault, List<Row> rows);
}
