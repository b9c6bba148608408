package org.doorstep.dypls;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
import org.doorstep.dypls.DyplsAnswer.Meaning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Binds, extends and unbinds. Dypls has no key that makes a repeated bind the same bind. What it does have is that A and
 * B are bound over X once: a bind whose answer was lost is a conflict when it is sent again, and then the one binding of
 * A and B over X is the one that was made, so it is looked up and taken over.
 */
@ApplicationScoped
class BindNumbers {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    /** Both sides see X (CallDisplayType). */
    private static final String SHOW_X = "1";

    private final DyplsApi api;
    private final DyplsConfig config;
    private final Clock clock;
    /** Binds that were sent and not answered; with numbers in them, so they are forgotten soon. */
    private final Cache<UUID, Unanswered> unanswered = Caffeine.newBuilder().expireAfterWrite(REMEMBERED).build();

    BindNumbers(DyplsApi api, DyplsConfig config, Clock clock) {
        this.api = api;
        this.config = config;
        this.clock = clock;
    }

    /** @param under when it cannot be under way any more */
    private record Unanswered(Axb axb, Instant under) {
    }

    Uni<Bound> bind(Binding binding) {
        return Axb.of(binding).map(axb -> bind(binding, axb)).orElseGet(() -> Uni.createFrom()
                .item(new Bound.Rejected("only numbers of the mainland without extension are bound")));
    }

    private Uni<Bound> bind(Binding binding, Axb axb) {
        var asked = Map.of("PhoneNoA", axb.a(), "PhoneNoX", axb.x(), "PhoneNoB", axb.b(), "Expiration",
                time(binding.expiresAt()), "IsRecordingEnabled", "false", "CallDisplayType", SHOW_X, "OutId",
                binding.bridge().toString());
        unanswered.put(binding.bridge(), new Unanswered(axb, clock.instant().plus(longest())));
        return bound(binding, axb, asked).invoke(() -> unanswered.invalidate(binding.bridge()));
    }

    private Duration longest() {
        return config.timeout().plus(config.pause()).multipliedBy(config.tries());
    }

    private Uni<Bound> bound(Binding binding, Axb axb, Map<String, String> asked) {
        return api.ask("BindAxb", asked).chain(answer -> switch (answer.meaning()) {
            case OK -> bound(axb, answer);
            case CONFLICT, NONE_FREE -> made(axb).chain(found -> found
                    .map(subscription -> takenOver(binding, subscription))
                    .orElseGet(() -> Uni.createFrom().item(refused(answer))));
            case GONE, PASSING, REFUSED -> Uni.createFrom().item(refused(answer));
        });
    }

    /** Bound over another number than asked for, it is unbound again: the other number is somebody else's. */
    private Uni<Bound> bound(Axb axb, DyplsAnswer answer) {
        var made = answer.part("SecretBindDTO");
        var subscription = new Subscription(DyplsAnswer.text(made, "SubsId"), DyplsAnswer.text(made, "SecretNo"));
        return subscription.number().equals(axb.x())
                ? Uni.createFrom().item(new Bound.Done(subscription.reference()))
                : unbind(subscription).replaceWith(new Bound.Rejected("bound over another number"));
    }

    /** The live binding of just these three, if there is one. */
    private Uni<Optional<Subscription>> made(Axb axb) {
        return api.ask("QuerySubsId", Map.of("PhoneNoX", axb.x()))
                .map(answer -> newestFirst(DyplsAnswer.text(answer.body(), "SubsId")))
                .chain(ids -> Multi.createFrom().iterable(ids)
                        .onItem().transformToUniAndConcatenate(id -> detail(new Subscription(id, axb.x()), axb))
                        .select().where(Optional::isPresent).collect().first())
                .map(found -> found == null ? Optional.empty() : found);
    }

    private static List<String> newestFirst(String ids) {
        return Stream.of(ids.split(",")).map(String::strip).filter(id -> Subscription.of(id + "/0000000").isPresent())
                .toList().reversed();
    }

    private Uni<Optional<Subscription>> detail(Subscription subscription, Axb axb) {
        return api.ask("QuerySubscriptionDetail",
                Map.of("SubsId", subscription.id(), "PhoneNoX", subscription.number()))
                .map(answer -> answer.part("SecretBindDetailDTO"))
                .map(detail -> DyplsAnswer.text(detail, "Status").equals("1")
                        && DyplsAnswer.text(detail, "PhoneNoA").equals(axb.a())
                        && DyplsAnswer.text(detail, "PhoneNoB").equals(axb.b())
                        && !DyplsAnswer.text(detail, "NeedRecord").equals("true") ? Optional.of(subscription)
                                : Optional.empty());
    }

    /** Made to end, and to report, as it was asked for now. */
    private Uni<Bound> takenOver(Binding binding, Subscription subscription) {
        return update(subscription, "updateOutId", "OutId", binding.bridge().toString())
                .chain(bound -> bound instanceof Bound.Done ? extend(subscription, binding.expiresAt())
                        : Uni.createFrom().item(bound));
    }

    Uni<Bound> extend(Subscription subscription, Instant expiresAt) {
        return update(subscription, "updateExpire", "Expiration", time(expiresAt));
    }

    private Uni<Bound> update(Subscription subscription, String operation, String name, String value) {
        var asked = Map.of("OperateType", operation, "SubsId", subscription.id(), "PhoneNoX", subscription.number(),
                name,
                value);
        return api.ask("UpdateSubscription", asked).map(answer -> answer.meaning() == Meaning.OK
                ? new Bound.Done(subscription.reference())
                : refused(answer));
    }

    /** Done if it is unbound, or was already. @throws DyplsUnavailable otherwise: it is tried again */
    Uni<Void> unbind(Subscription subscription) {
        return api.ask("UnbindSubscription", Map.of("SubsId", subscription.id(), "SecretNo", subscription.number()))
                .chain(answer -> switch (answer.meaning()) {
                    case OK, GONE -> Uni.createFrom().voidItem();
                    case CONFLICT, NONE_FREE, PASSING, REFUSED -> Uni.createFrom()
                            .failure(new DyplsUnavailable(answer.code()));
                });
    }

    /**
     * For a bind that this node had no answer to: what Dypls may have made of it is looked for. Done where there is
     * nothing to look for.
     *
     * @throws DyplsUnavailable while the bind may still be under way: it is tried again
     */
    Uni<Void> unbindUnanswered(UUID bridge) {
        var bind = unanswered.getIfPresent(bridge);
        return bind == null ? Uni.createFrom().voidItem()
                : made(bind.axb()).chain(found -> found.map(this::unbind).orElseGet(() -> notMade(bind)))
                        .invoke(() -> unanswered.invalidate(bridge));
    }

    private Uni<Void> notMade(Unanswered bind) {
        return clock.instant().isBefore(bind.under())
                ? Uni.createFrom().failure(new DyplsUnavailable("a bind may be under way"))
                : Uni.createFrom().voidItem();
    }

    private static Bound refused(DyplsAnswer answer) {
        return switch (answer.meaning()) {
            case CONFLICT -> new Bound.Conflict();
            case NONE_FREE -> new Bound.PoolExhausted();
            case OK, GONE, PASSING, REFUSED -> new Bound.Rejected(answer.code());
        };
    }

    /** Whole seconds, and never later than asked. */
    private String time(Instant at) {
        return TIME.format(LocalDateTime.ofInstant(at, config.zone()));
    }
}
