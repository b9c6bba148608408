package org.doorstep.view;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.Outcome;
import org.doorstep.policy.Decision;
import org.doorstep.policy.Policy;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.time.Deadline;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.Vault;
import org.doorstep.view.AdmitToParcel.Admission;
import org.doorstep.view.Disclosure.Disclosed;

import io.smallrye.mutiny.Uni;

/**
 * The walk: a person opens a parcel. Facts, decision, limits, then one statement that logs and discloses, and only
 * then the fields in their forms.
 */
@ApplicationScoped
class OpenParcel {

    private final AdmitToParcel admit;
    private final Disclosure disclosure;
    private final Keyring keyring;
    private final Policy policy;
    private final Clock clock;
    private final ViewConfig config;

    OpenParcel(AdmitToParcel admit, Disclosure disclosure, Keyring keyring, Policy policy, Clock clock,
            ViewConfig config) {
        this.admit = admit;
        this.disclosure = disclosure;
        this.keyring = keyring;
        this.policy = policy;
        this.clock = clock;
        this.config = config;
    }

    Uni<ViewOutcome> open(ParcelRequest request) {
        return Deadline.within(config.timeout(), attempt(request, config.attempts()));
    }

    private Uni<ViewOutcome> attempt(ParcelRequest request, int left) {
        if (left == 0) {
            return Uni.createFrom().item(ViewOutcome.Refused.of(Problem.of(ProblemType.SERVICE_UNAVAILABLE)
                    .retryAfter(Duration.ofSeconds(1))));
        }
        return admit.admit(request).chain(admission -> switch (admission) {
            case Admission.Admitted admitted -> disclose(request, admitted, left);
            case Admission.Refused refused -> Uni.createFrom().item(ViewOutcome.Refused.of(refused.problem()));
        });
    }

    private Uni<ViewOutcome> disclose(ParcelRequest request, Admission.Admitted admitted, int left) {
        var known = admitted.facts();
        var grant = grantOf(known, admitted.decision());
        var entry = admit.entry(request, known, Outcome.granted(grant.logged())
                .by(grant.rule().id(), policy.version()).lease(grant.lease().id(), grant.lease().until()))
                .in(grant.post());
        return keyring.vault().chain(vault -> disclosure.disclose(request, known, grant, entry)
                .chain(disclosed -> disclosed.isEmpty() ? attempt(request, left - 1)
                        : Uni.createFrom().item(show(disclosed.get(), admitted, grant, vault))));
    }

    private static ViewOutcome show(Disclosed disclosed, Admission.Admitted admitted, Grant grant, Vault vault) {
        var view = ParcelView.of(grant, admitted.facts().parcel().orElseThrow(), vault.open(disclosed.sealed()),
                disclosed.sealed().waybill());
        return new ViewOutcome.Shown(disclosed.entryId(), view, grant.lease(), admitted.spent().first());
    }

    private Grant grantOf(Facts known, Decision.Granted granted) {
        return known.lease().map(lease -> new Grant(granted.granting(), granted.post(), lease, false))
                .orElseGet(() -> new Grant(granted.granting(), granted.post(), new Facts.Lease(UUID.randomUUID(),
                        clock.instant().plus(granted.granting().lease()).truncatedTo(ChronoUnit.SECONDS)), true));
    }
}
