package org.doorstep.accesslog;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.LogReading.Admission;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;

import io.smallrye.mutiny.Uni;

/**
 * Reads the log for the auditor and the regulator's inspector. Reading is an entry itself, committed before the first
 * line is answered.
 */
@ApplicationScoped
class ReadLog {

    /** Who may read. The inspector's visit lasts as long as HR names them active. */
    static final Post[] READERS = {Post.SEC_AUDITOR, Post.INSPECTOR};

    private final LogReading reading;
    private final LogEntries entries;
    private final SealedHead head;

    ReadLog(LogReading reading, LogEntries entries, SealedHead head) {
        this.reading = reading;
        this.entries = entries;
        this.head = head;
    }

    /** What came of it. */
    sealed interface Read {
        record Entries(List<EntryView> entries, Optional<Long> next) implements Read {
        }

        record Refused(Admission.Refused why) implements Read {
        }
    }

    /** Reads a page. @param recipient the blind index that was asked for; the entry of the reading carries it too */
    Uni<Read> read(Caller.Person reader, Origin origin, LogFilter filter, Paging page,
            Optional<List<byte[]>> recipient) {
        var narrowed = recipient.map(filter::recipient).orElse(filter);
        var words = narrowed.inWords() + page.cursor().map(cursor -> " after " + cursor).orElse("") + " most "
                + page.most() + (page.order() == Paging.Order.ASC ? " asc" : "");
        var what = LogReading.asked(Action.LOG_READ, words);
        return reading.admit(reader, origin, recipient.map(List::getFirst).map(what::recipient).orElse(what), READERS)
                .chain(admission -> switch (admission) {
                    case Admission.Admitted admitted -> find(narrowed, page, admitted.entry());
                    case Admission.Refused refused -> Uni.createFrom().item(new Read.Refused(refused));
                });
    }

    private Uni<Read> find(LogFilter filter, Paging page, long ownEntry) {
        return switch (page.order()) {
            case DESC -> entries.before(page.cursor().map(cursor -> Math.min(cursor, ownEntry)).orElse(ownEntry),
                    filter, page.most()).map(found -> new Read.Entries(found, page.next(found, 0)));
            case ASC -> head.entry().chain(sealed -> entries
                    .between(page.cursor().orElse(0L), sealed, filter, page.most())
                    .map(found -> new Read.Entries(found, page.next(found, sealed))));
        };
    }

    Uni<Read> one(Caller.Person reader, Origin origin, long number) {
        return read(reader, origin, LogFilter.ALL.entry(number), new Paging(Paging.Order.DESC, Optional.empty(), 1),
                Optional.empty());
    }
}
