package org.doorstep.scim;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.offboarding.ChangeStanding;
import org.doorstep.offboarding.Changed;
import org.doorstep.offboarding.Door;
import org.doorstep.offboarding.Employment;
import org.doorstep.offboarding.Receipt;
import org.doorstep.offboarding.StaffEvent;
import org.doorstep.offboarding.Told;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;

/** Takes over what an identity system writes; answered when the fence has committed it. */
@ApplicationScoped
class PushAccount {

    private static final byte[] NO_DIGEST = {};
    private static final int MORE_ATTEMPTS = 4;

    private final Accounts accounts;
    private final ChangeStanding changeStanding;

    PushAccount(Accounts accounts, ChangeStanding changeStanding) {
        this.accounts = accounts;
        this.changeStanding = changeStanding;
    }

    /** Who writes, and from where. */
    record Pusher(Caller.Machine client, Origin origin) {
    }

    /**
     * What came of it.
     *
     * @param entry the log entry of the change; empty if nothing changed
     */
    record Pushed(Account account, Optional<Long> entry) {
    }

    /** Somebody else changed the person between reading and writing. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super(null, null, false, false);
        }
    }

    /** A new account; after leaving, the same person is hired again. */
    Uni<Pushed> create(Pusher pusher, Message message) {
        var staffId = message.userName();
        var says = Difference.introducing(message.employment());
        return exactly(() -> accounts.epoch(staffId).chain(epoch -> accounts.find(staffId).chain(found -> {
            if (found.isPresent()) {
                throw Refusal.of(ProblemType.ACCOUNT_EXISTS);
            }
            return tell(pusher, staffId, epoch, says).chain(receipt -> pushed(staffId, receipt));
        })));
    }

    /** An account as it is to be from now on. What changes nothing says nothing. */
    Uni<Pushed> change(Pusher pusher, String staffId, Optional<String> ifMatch, Function<Account, Employment> wish) {
        return exactly(() -> existing(staffId, ifMatch).chain(account -> Difference
                .between(account.employment(), wish.apply(account))
                .map(says -> tell(pusher, staffId, account.epoch(), says).chain(receipt -> pushed(staffId, receipt)))
                .orElseGet(() -> Uni.createFrom().item(new Pushed(account, Optional.empty())))));
    }

    /** The account's end: the person left. */
    Uni<Receipt> delete(Pusher pusher, String staffId, Optional<String> ifMatch) {
        return exactly(() -> existing(staffId, ifMatch)
                .chain(account -> tell(pusher, staffId, account.epoch(), new StaffEvent.Left())));
    }

    /**
     * Reads, decides and says, and does so again if the person was changed in between: a post that HR ended meanwhile
     * is not given back by a list of posts that was read before.
     */
    private static <T> Uni<T> exactly(Supplier<Uni<? extends T>> attempt) {
        return Uni.createFrom().deferred(attempt).onFailure(Overtaken.class).retry().atMost(MORE_ATTEMPTS)
                .onFailure(Overtaken.class).transform(_ -> Refusal.of(ProblemType.SERVICE_UNAVAILABLE));
    }

    /** The account, in the version that the writer knows, if it says one. */
    private Uni<Account> existing(String staffId, Optional<String> ifMatch) {
        return accounts.find(staffId).map(found -> {
            var account = found.orElseThrow(() -> Refusal.of(ProblemType.UNKNOWN_ACCOUNT));
            if (ifMatch.filter(tags -> !account.matches(tags)).isPresent()) {
                throw Refusal.of(ProblemType.ACCOUNT_CHANGED);
            }
            return account;
        });
    }

    private Uni<Receipt> tell(Pusher pusher, String staffId, long epoch, StaffEvent says) {
        var told = new Told(pusher.client(), pusher.origin(), Door.SCIM, UUID.randomUUID().toString(), NO_DIGEST,
                staffId, says, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(epoch));
        return changeStanding.change(told).map(changed -> switch (changed) {
            case Changed.Done done -> done.receipt();
            case Changed.Refused refused when refused.problem().type() == ProblemType.ACCOUNT_CHANGED ->
                throw new Overtaken();
            case Changed.Refused refused -> throw new ProblemException(refused.problem());
        });
    }

    private Uni<Pushed> pushed(String staffId, Receipt receipt) {
        return accounts.find(staffId).map(found -> new Pushed(
                found.orElseThrow(() -> Refusal.of(ProblemType.UNKNOWN_ACCOUNT)), Optional.of(receipt.entry())));
    }
}
