package org.doorstep.accesslog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.LogReading.Admission;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;

/** Reads the log for the auditor. Reading is an entry itself, committed before the first line is answered. */
@ApplicationScoped
class ReadLog {

    private final Mutiny.SessionFactory sessions;
    private final LogReading reading;

    ReadLog(Mutiny.SessionFactory sessions, LogReading reading) {
        this.sessions = sessions;
        this.reading = reading;
    }

    /**
     * Which entries: those that match all that is given.
     *
     * @param before only entries older than this number: where the page before ended
     */
    record Filter(Map<String, Object> equal, Optional<Instant> from, Optional<Instant> to, Optional<Long> before,
            int most) {

        /** What was asked for, for the entry that says so: numbers and names of the log itself. */
        String inWords() {
            var words = new TreeMap<String, Object>(equal);
            from.ifPresent(instant -> words.put("from", instant));
            to.ifPresent(instant -> words.put("to", instant));
            before.ifPresent(number -> words.put("before", number));
            return words + " most " + most;
        }
    }

    /** What came of it. */
    sealed interface Read {
        record Entries(List<LoggedEntry> entries) implements Read {
        }

        record Refused(Admission.Refused why) implements Read {
        }
    }

    Uni<Read> read(Caller.Person reader, Origin origin, Filter filter) {
        return reading.admit(reader, origin, LogReading.asked(Action.LOG_READ, filter.inWords()))
                .chain(admission -> switch (admission) {
                    case Admission.Admitted admitted ->
                        sessions.withSession(session -> find(session, filter, admitted.entry()));
                    case Admission.Refused refused -> Uni.createFrom().item(new Read.Refused(refused));
                });
    }

    Uni<Read> one(Caller.Person reader, Origin origin, long number) {
        return read(reader, origin, new Filter(Map.of("entryId", number), Optional.empty(), Optional.empty(),
                Optional.empty(), 1));
    }

    private Uni<Read> find(Mutiny.Session session, Filter filter, long ownEntry) {
        var conditions = new ArrayList<String>();
        var values = new LinkedHashMap<String, Object>();
        filter.equal().forEach((path, value) -> {
            var name = path.replace(".", "");
            conditions.add("e." + path + " = :" + name);
            values.put(name, value);
        });
        filter.from().ifPresent(from -> {
            conditions.add("e.at >= :from");
            values.put("from", from);
        });
        filter.to().ifPresent(to -> {
            conditions.add("e.at < :to");
            values.put("to", to);
        });
        conditions.add("e.entryId < :before");
        values.put("before", filter.before().map(before -> Math.min(before, ownEntry)).orElse(ownEntry));
        var query = session.createSelectionQuery("from LoggedEntry e where " + String.join(" and ", conditions)
                + " order by e.entryId desc", LoggedEntry.class).setMaxResults(filter.most()).setReadOnly(true);
        values.forEach(query::setParameter);
        return query.getResultList().map(Read.Entries::new);
    }
}
