package org.doorstep.scim;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

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

    /** A new account; after leaving, the same person is hired again. */
    Uni<Pushed> create(Pusher pusher, Message message) {
        var staffId = message.userName();
        var says = Difference.introducing(message.employment());
        return accounts.find(staffId).chain(found -> {
            if (found.isPresent()) {
                throw Refusal.of(ProblemType.ACCOUNT_EXISTS);
            }
            return tell(pusher, staffId, says).chain(receipt -> pushed(staffId, receipt));
        });
    }

    /** An account as it is to be from now on. What changes nothing says nothing. */
    Uni<Pushed> change(Pusher pusher, String staffId, Optional<String> ifMatch, Function<Account, Employment> wish) {
        return existing(staffId, ifMatch).chain(account -> Difference
                .between(account.employment(), wish.apply(account))
                .map(says -> tell(pusher, staffId, says).chain(receipt -> pushed(staffId, receipt)))
                .orElseGet(() -> Uni.createFrom().item(new Pushed(account, Optional.empty()))));
    }

    /** The account's end: the person left. */
    Uni<Receipt> delete(Pusher pusher, String staffId, Optional<String> ifMatch) {
        return existing(staffId, ifMatch).chain(_ -> tell(pusher, staffId, new StaffEvent.Left()));
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

    private Uni<Receipt> tell(Pusher pusher, String staffId, StaffEvent says) {
        var told = new Told(pusher.client(), pusher.origin(), Door.SCIM, UUID.randomUUID().toString(), NO_DIGEST,
                staffId, says, Optional.empty(), Optional.empty(), Optional.empty());
        return changeStanding.change(told).map(changed -> switch (changed) {
            case Changed.Done done -> done.receipt();
            case Changed.Refused refused -> throw new ProblemException(refused.problem());
        });
    }

    private Uni<Pushed> pushed(String staffId, Receipt receipt) {
        return accounts.find(staffId).map(found -> new Pushed(
                found.orElseThrow(() -> Refusal.of(ProblemType.UNKNOWN_ACCOUNT)), Optional.of(receipt.entry())));
    }
}
