package org.doorstep.offboarding;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.EndedBridges;
import org.doorstep.identity.HoldKind;
import org.doorstep.offboarding.StepList.Taken;
import org.doorstep.stream.Screens;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/**
 * Does what follows from a change of access, until done: at once on the node that made the change, and by any node
 * later for what failed or was left behind. The fence does not wait for any of it.
 */
@ApplicationScoped
public class FollowUp {

    private static final Logger LOG = Logger.getLogger(FollowUp.class);
    private static final int AT_ONCE = 16;

    private final StepList steps;
    private final Screens screens;
    private final EndedBridges bridges;
    private final KeycloakAccounts accounts;
    private final WriteUpLeaver leaver;

    FollowUp(StepList steps, Screens screens, EndedBridges bridges, KeycloakAccounts accounts, WriteUpLeaver leaver) {
        this.steps = steps;
        this.screens = screens;
        this.bridges = bridges;
        this.accounts = accounts;
        this.leaver = leaver;
    }

    /** Begins with an offboarding that was just committed; nobody waits for it. */
    public void begin(UUID offboarding) {
        work(Optional.of(offboarding)).subscribe().with(_ -> {
        }, failure -> LOG.warnf("Follow-up of %s left to the list: %s", offboarding, failure.getClass().getName()));
    }

    /** What is due, whoever left it behind. */
    @Scheduled(every = "${doorstep.offboarding.poll:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> pickUp() {
        return work(Optional.empty()).onFailure()
                .invoke(failure -> LOG.warnf("The list of steps cannot be read: %s", failure.getClass().getName()))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> work(Optional<UUID> offboarding) {
        return steps.take(offboarding, AT_ONCE).chain(taken -> taken.isEmpty() ? Uni.createFrom().voidItem()
                : all(taken).chain(() -> work(offboarding)));
    }

    private Uni<Void> all(List<Taken> taken) {
        return Uni.join().all(taken.stream().map(this::attempt).toList()).andCollectFailures().replaceWithVoid();
    }

    private Uni<Void> attempt(Taken taken) {
        return Uni.createFrom().deferred(() -> perform(taken))
                .onItemOrFailure().transformToUni((outcome, failure) -> failure == null ? steps.done(taken, outcome)
                        : steps.failed(taken, Reasons.of(failure)));
    }

    /** What came of it, in words for the officer. */
    private Uni<String> perform(Taken taken) {
        var offboarding = taken.offboarding();
        return switch (taken.step()) {
            case SCREENS -> tell(offboarding);
            case CALLS -> bridges.letGoOf(offboarding.subject());
            case ACCOUNT -> accounts.switchOnOrOff(offboarding);
            case SESSIONS -> accounts.endSessions(offboarding);
            case GROUPS -> accounts.giveAndTakePosts(offboarding);
            case AUDIT -> offboarding.kind() == HoldKind.PERSON ? leaver.of(offboarding)
                    : Uni.createFrom().item("concerns nobody by name");
        };
    }

    private Uni<String> tell(Offboarding offboarding) {
        var told = offboarding.kind() == HoldKind.PERSON
                ? screens.clear(offboarding.subject(), offboarding.epoch())
                : screens.lookAgain();
        return told.map(nodes -> "told " + nodes + " node(s)");
    }
}
