package org.doorstep.investigation;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.LogReading;
import org.doorstep.accesslog.LogReading.Admission;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Callers;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.problem.ProblemException;

import io.smallrye.mutiny.Uni;

/** Lets the auditor ask. Every question is an entry, committed before anything is read. */
@ApplicationScoped
class Officer {

    private final Callers callers;
    private final LogReading reading;

    Officer(Callers callers, LogReading reading) {
        this.callers = callers;
        this.reading = reading;
    }

    /** Who asks, from where. */
    record Asking(Caller.Person person, Origin origin) {
    }

    /** The officer who asks. @throws ProblemException if their token does not name the post */
    Asking asking() {
        return new Asking(callers.personIn(Post.SEC_AUDITOR), callers.origin());
    }

    /** The number of the question's entry; a {@link ProblemException} if it may not be asked. */
    Uni<Long> admitted(Asking asking, What what) {
        return reading.admit(asking.person(), asking.origin(), what).map(admission -> switch (admission) {
            case Admission.Admitted admitted -> admitted.entry();
            case Admission.Refused refused -> throw new ProblemException(refused.problem());
        });
    }

    /** What an entry says of a question: ids and times, never a value. */
    static What question(String inWords, Subject subject) {
        var what = question(inWords);
        return switch (subject) {
            case Subject.Person person -> what.about(person.id());
            case Subject.Parcel parcel -> what.on(parcel.waybill());
            case Subject.Recipient recipient -> what.recipient(recipient.refs().getFirst());
            case Subject.Device device -> what.about(device.id());
            case Subject.Outlet outlet -> what.about(outlet.code());
        };
    }

    static What question(String inWords) {
        return What.of(Action.INVESTIGATION).asked("AUDIT", Optional.of(inWords), Optional.empty());
    }
}
