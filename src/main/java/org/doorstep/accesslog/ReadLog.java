package org.doorstep.accesslog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffMember;
import org.doorstep.identity.Standing;
import org.doorstep.problem.ProblemType;
import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;

/** Reads the log for the auditor. Reading is an entry itself, committed before the first line is answered. */
@ApplicationScoped
class ReadLog {

    private final Mutiny.SessionFactory sessions;
    private final AccessLog log;

    ReadLog(Mutiny.SessionFactory sessions, AccessLog log) {
        this.sessions = sessions;
        this.log = log;
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

        record Refused(ProblemType why, long entry) implements Read {
        }
    }

    Uni<Read> read(Caller.Person reader, Origin origin, Filter filter) {
        return sessions.withTransaction(session -> audited(session, reader, origin, filter)
                .chain(audited -> audited.refusal().isPresent()
                        ? Uni.createFrom().item(new Read.Refused(audited.refusal().get(), audited.entry()))
                        : find(session, filter, audited.entry())));
    }

    Uni<Read> one(Caller.Person reader, Origin origin, long number) {
        return read(reader, origin, new Filter(Map.of("entryId", number), Optional.empty(), Optional.empty(),
                Optional.empty(), 1));
    }

    private record Audited(Optional<ProblemType> refusal, long entry) {
    }

    /** Whether the reader is an auditor now, and the entry that says what became of it. */
    private Uni<Audited> audited(Mutiny.Session session, Caller.Person reader, Origin origin, Filter filter) {
        return session.find(StaffMember.class, reader.id(), LockModeType.PESSIMISTIC_READ).chain(person -> {
            boolean auditor = person != null && person.standing() == Standing.ACTIVE
                    && person.posts().contains(Post.SEC_AUDITOR);
            var refusal = auditor ? Optional.<ProblemType>empty() : Optional.of(ProblemType.NO_STANDING);
            var what = What.of(Action.LOG_READ)
                    .asked("AUDIT", Optional.of(filter.inWords()), Optional.empty());
            var entry = log.entry(reader, origin, what,
                    refusal.map(Outcome::refused).orElseGet(Outcome::done)).in(Post.SEC_AUDITOR);
            return log.append(session, entry).map(number -> new Audited(refusal, number));
        });
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
