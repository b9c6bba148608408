package org.doorstep.scim;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.doorstep.offboarding.Employment;

import io.vertx.mutiny.sqlclient.Row;

/**
 * A member of staff as an identity system sees one: an account, until they leave.
 *
 * @param staffId the account's id and its user name
 * @param epoch the account's version: every change of it opens a new one
 * @param created when HR or an identity system first named them
 */
record Account(String staffId, Employment employment, long epoch, Instant created, Instant lastModified) {

    /** ASCII alone: letters of other alphabets may become ASCII when they are made capital. */
    private static final Pattern STAFF_NUMBER = Pattern.compile("[A-Za-z0-9]{3,16}");

    /** A staff number; identity systems write it in capital or small letters (RFC 7643, section 4.1.1). */
    static Optional<String> staffNumber(String written) {
        return STAFF_NUMBER.matcher(written).matches() ? Optional.of(written.toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    static Account of(Row row) {
        return new Account(row.getString("staff_id"),
                new Employment(Standing.valueOf(row.getString("standing")), Post.named(row.getArrayOfStrings("posts")),
                        row.getString("outlet")),
                row.getLong("epoch"), row.getOffsetDateTime("created").toInstant(),
                row.getOffsetDateTime("changed_at").toInstant());
    }

    /** A weak entity tag: members that are not kept do not count. */
    String version() {
        return "W/\"" + epoch + "\"";
    }

    /** Whether an {@code If-Match} names this version. SCIM compares weakly (RFC 7644, section 3.14). */
    boolean matches(String ifMatch) {
        for (var tag : ifMatch.split(",")) {
            var opaque = tag.strip().replaceFirst("^W/", "");
            if (opaque.equals("*") || opaque.equals("\"" + epoch + "\"")) {
                return true;
            }
        }
        return false;
    }
}
