package org.doorstep.accesslog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.problem.ProblemType;
import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;

/** Reads the log for the auditor. Reading is an entry itself, committed before the first line is answered. */
@ApplicationScoped
class ReadLog {

    private final Mutiny.SessionFactory sessions;
    private final ReadStanding standing;
    private final AccessLog log;

    ReadLog(Mutiny.SessionFactory sessions, ReadStanding standing, AccessLog log) {
        this.standing = standing;
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
        var reading = new Reading(reader, origin, filter);
        return standing.of(reader, origin)
                .chain(staff -> sessions.withTransaction(session -> audited(session, reading, staff)
                        .chain(audited -> audited.isEmpty() ? Uni.createFrom().item(Optional.<Read>empty())
                                : answer(session, filter, audited.get()).map(Optional::of))))
                .chain(read -> read.map(Uni.createFrom()::item).orElseGet(() -> read(reader, origin, filter)));
    }

    private Uni<Read> answer(Mutiny.Session session, Filter filter, Audited audited) {
        return audited.refusal().isPresent()
                ? Uni.createFrom().item(new Read.Refused(audited.refusal().get(), audited.entry()))
                : find(session, filter, audited.entry());
    }

    Uni<Read> one(Caller.Person reader, Origin origin, long number) {
        return read(reader, origin, new Filter(Map.of("entryId", number), Optional.empty(), Optional.empty(),
                Optional.empty(), 1));
    }

    private record Reading(Caller.Person reader, Origin origin, Filter filter) {
    }

    private record Audited(Optional<ProblemType> refusal, long entry) {
    }

    /** The entry that says what became of it, if the reader's standing is still the one it was decided on. */
    private Uni<Optional<Audited>> audited(Mutiny.Session session, Reading reading, Optional<StaffNow> staff) {
        var auditor = staff.filter(known -> known.postsNow(reading.reader()).contains(Post.SEC_AUDITOR));
        var refusal = auditor.isPresent() ? Optional.<ProblemType>empty()
                : Optional.of(StaffNow.whyNothing(staff, reading.reader()));
        var what = What.of(Action.LOG_READ)
                .asked("AUDIT", Optional.of(reading.filter().inWords()), Optional.empty());
        var entry = log.entry(reading.reader(), reading.origin(), what,
                refusal.map(Outcome::refused).orElseGet(Outcome::done)).in(Post.SEC_AUDITOR);
        return stillHolds(session, reading.reader(), auditor).chain(holds -> holds
                ? log.append(session, entry).map(number -> Optional.of(new Audited(refusal, number)))
                : Uni.createFrom().item(Optional.empty()));
    }

    /** Takes the shared side of the reader's lock; whoever is refused needs none. */
    private static Uni<Boolean> stillHolds(Mutiny.Session session, Caller.Person reader, Optional<StaffNow> auditor) {
        return auditor.map(staff -> session
                .createNativeQuery("select 1 from staff where staff_id = :id and epoch = :epoch for share",
                        Integer.class)
                .setParameter("id", reader.id()).setParameter("epoch", staff.epoch()).getResultList()
                .map(rows -> !rows.isEmpty())).orElseGet(() -> Uni.createFrom().item(true));
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
