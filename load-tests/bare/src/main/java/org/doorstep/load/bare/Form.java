package org.doorstep.load.bare;

import java.util.List;
import java.util.Locale;

/** The forms in which the same rows are read, the same lock is taken and the same entry is appended. */
public enum Form {

    /** The two statements of the walk, each a transaction of its own: facts, then lock, entry and envelopes. */
    TWO(Sql.FACTS, Sql.DISCLOSE),
    /** The classical transaction: begin, select for share, insert, commit. */
    CLASSICAL(Sql.SELECT_FOR_SHARE, Sql.INSERT),
    /** All in one statement. */
    ONE(Sql.SELECT_AND_INSERT);

    private final List<String> statements;

    Form(String... statements) {
        this.statements = List.of(statements);
    }

    /** The name in addresses and in reports. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One statement for the reactive client, its parameters numbered: staff, waybill, epoch, version, then the entry. */
    String forClient(int statement) {
        return statements.get(statement)
                .replace(":staff", "$1").replace(":waybill", "$2").replace(":epoch", "$3").replace(":version", "$4")
                .replace(":entry", Sql.numbered(statement == 0 ? 3 : Sql.FIRST_OF_ENTRY[ordinal()]));
    }

    /**
     * A pgbench script. Each client is one courier, as each connection of the load generator is; it opens a parcel of
     * the courier's, by chance.
     *
     * @param staff SQL for the staff number, of {@code :client_id}
     * @param waybill SQL for the waybill number, of {@code :parcel}
     * @param parcels how many parcels a courier has
     */
    public String forPgbench(String staff, String waybill, int parcels) {
        var script = new StringBuilder("\\set parcel :client_id * " + parcels + " + random(1, " + parcels + ")\n");
        if (this == CLASSICAL) {
            script.append("begin;\n");
        }
        for (var statement : statements) {
            script.append(statement.replace(":staff", staff).replace(":waybill", waybill)
                    .replace(":epoch", ":f_epoch").replace(":version", ":f_version")
                    .replace(":entry", Sql.literals(staff, waybill)));
            script.append(this == TWO && statement.equals(Sql.FACTS) ? "\n\\gset f_\n" : ";\n");
        }
        if (this == CLASSICAL) {
            script.append("commit;\n");
        }
        return script.toString();
    }
}
