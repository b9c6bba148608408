package org.doorstep.investigation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.KnownOrigins;
import org.doorstep.investigation.Officer.Asking;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** What somebody saw, who saw something, and how far it reaches. */
@ApplicationScoped
class AskLog {

    private static final String PAGE = """
            select * from (%s) seen where entry_id < $%d order by entry_id desc limit $%d""";
    private static final String TOUCHED = """
            select waybill, recipient_ref, min(at) as first, max(at) as last,
                   array_agg(distinct field) as fields
            from (%s) seen, unnest(fields) field where waybill is not null or recipient_ref is not null
            group by waybill, recipient_ref order by waybill, recipient_ref""";
    private static final String KNOWN = """
            select exists (select from staff where staff_id = $1)
                or exists (select from access_entry where actor = $1 and actor_kind = 'STAFF')""";

    private final Officer officer;
    private final Snapshot snapshot;
    private final KnownOrigins origins;

    AskLog(Officer officer, Snapshot snapshot, KnownOrigins origins) {
        this.officer = officer;
        this.snapshot = snapshot;
        this.origins = origins;
    }

    /**
     * A page of disclosures, newest first.
     *
     * @param entry the log entry of the question
     * @param next the cursor of the page after this one; absent on the last
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(long entry, List<DisclosureView> disclosures, @Nullable String next) {
    }

    /**
     * Disclosures counted.
     *
     * @param entry the log entry of the question
     */
    @RegisterForReflection
    public record Summary(long entry, Tally seen) {
    }

    /** What one person saw of it. */
    @RegisterForReflection
    public record Viewer(String staffId, Tally seen) {
    }

    /**
     * Everybody who saw it, those who saw it last first.
     *
     * @param entry the log entry of the question
     */
    @RegisterForReflection
    public record Viewers(long entry, List<Viewer> people) {
    }

    /**
     * A recipient's parcel that was touched.
     *
     * @param recipient blind index of the recipient's phone, in hexadecimal
     * @param waybill absent where the recipient was searched for
     * @param fields what was shown, as {@code field=FORM}
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Touched(@Nullable String recipient, @Nullable String waybill, List<String> fields, Instant first,
            Instant last) {
    }

    Uni<Page> page(Asking asking, Subject.Person person, Window window, long before, int most) {
        return admitted(asking, "what a person saw, page", person, window)
                .chain(entry -> snapshot.read(window, entry, reading -> known(reading, person)
                        .chain(() -> {
                            var parameters = person.added(reading.parameters()).addLong(before).addInteger(most + 1);
                            int size = parameters.size();
                            return reading.rows(PAGE.formatted(person.seen(), size - 1, size), parameters);
                        }).map(rows -> page(entry, rows, most))));
    }

    private static Page page(long entry, RowSet<Row> rows, int most) {
        var all = new ArrayList<DisclosureView>();
        rows.forEach(row -> all.add(DisclosureView.of(row)));
        return all.size() <= most ? new Page(entry, all, null)
                : new Page(entry, List.copyOf(all.subList(0, most)), Long.toString(all.get(most - 1).entry()));
    }

    private static Uni<Void> known(Snapshot.Reading reading, Subject.Person person) {
        return reading.rows(KNOWN, io.vertx.mutiny.sqlclient.Tuple.of(person.id())).invoke(rows -> {
            if (!rows.iterator().next().getBoolean(0)) {
                throw new ProblemException(Problem.of(ProblemType.NO_SUCH_PERSON));
            }
        }).replaceWithVoid();
    }

    Uni<Summary> summary(Asking asking, Subject subject, Window window) {
        return admitted(asking, "how much was seen", subject, window)
                .chain(entry -> resolved(subject).chain(found -> snapshot.read(window, entry,
                        reading -> checked(reading,
                                found).chain(() -> reading.rows(Tally.sql(found), found))
                                .map(rows -> new Summary(entry, Tally.of(rows.iterator().next()))))));
    }

    private static Uni<Void> checked(Snapshot.Reading reading, Subject subject) {
        return subject instanceof Subject.Person person ? known(reading, person) : Uni.createFrom().voidItem();
    }

    Uni<Viewers> viewers(Asking asking, Subject subject, Window window) {
        return admitted(asking, "who saw", subject, window)
                .chain(entry -> snapshot.read(window, entry,
                        reading -> reading.rows(Tally.sqlByPerson(subject), subject).map(rows -> {
                            var people = new ArrayList<Viewer>();
                            rows.forEach(row -> people.add(new Viewer(row.getString("actor"), Tally.of(row))));
                            return new Viewers(entry, people);
                        })));
    }

    /** The entry of the question, which is committed before the stream begins. */
    Uni<Long> mayStream(Asking asking, Subject subject, Window window) {
        return admitted(asking, "everything touched", subject, window);
    }

    Multi<Touched> touched(Subject subject, Window window, long entry) {
        return resolved(subject).toMulti().onItem().transformToMultiAndConcatenate(
                found -> snapshot.stream(window, entry, TOUCHED.formatted(found.seen()), found))
                .map(AskLog::touched);
    }

    private static Touched touched(Row row) {
        return new Touched(DisclosureView.recipient(row), row.getString("waybill"),
                List.of(row.getArrayOfStrings("fields")), DisclosureView.instant(row, "first"),
                DisclosureView.instant(row, "last"));
    }

    /** A device's users are looked up once it may be asked about. */
    private Uni<Subject> resolved(Subject subject) {
        return subject instanceof Subject.Device device
                ? origins.usersOf(device.id()).map(users -> new Subject.Device(device.id(), users))
                : Uni.createFrom().item(subject);
    }

    private Uni<Long> admitted(Asking asking, String question, Subject subject, Window window) {
        return officer.admitted(asking, Officer.question(question + window.inWords(), subject));
    }
}
