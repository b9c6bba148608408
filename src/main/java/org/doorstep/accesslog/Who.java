package org.doorstep.accesslog;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Post;
import org.jspecify.annotations.Nullable;

/**
 * Who: the staff number or the machine's client id, and the post under which it was decided.
 *
 * @param post absent for machines, and where no post allowed it
 */
@Embeddable
public record Who(
        String actor,
        @Column(name = "actor_kind") String kind,
        @Nullable String post) {

    public static Who of(Caller caller) {
        return switch (caller) {
            case Caller.Person person -> new Who(person.id(), "STAFF", null);
            case Caller.Machine machine -> new Who(machine.id(), "CLIENT", null);
        };
    }

    public Who in(Post held) {
        return new Who(actor, kind, held.name());
    }
}
