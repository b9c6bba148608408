package org.doorstep.view;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.masking.Phones;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.Decision;
import org.doorstep.policy.Policy;
import org.doorstep.policy.Question;
import org.doorstep.policy.Rule;
import org.doorstep.policy.Scope;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.quota.Spending;
import org.doorstep.time.Deadline;
import org.doorstep.vault.Keyring;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Which parcels somebody who calls means: found by the blind index of their full number, told by waybill and stage.
 * The number itself is neither stored nor logged; its index is, so that the officer sees who was looked for.
 */
@ApplicationScoped
class FindByPhone {

    private static final String PURPOSE = "FIND";
    private static final int MOST = 20;

    private static final String SQL = """
            with standing as (
              select 1 from staff where staff_id = $1 and epoch = $2 for share
            ), logged as (
              insert into access_entry (%s) select %s from standing returning entry_id
            )
            select logged.entry_id, p.waybill, p.stage
            from logged left join parcel p on p.stage = any($4)
                 and p.waybill in (select b.waybill from blind_index b
                                   where b.field in ('recipient.phone', 'sender.phone') and b.mac = any($3))
            order by p.collected_at desc limit %d""".formatted(String.join(", ", AccessEntry.COLUMNS),
            AccessLog.parameters(5), MOST);

    private final ReadStanding standing;
    private final Policy policy;
    private final ViewLimits limits;
    private final Keyring keyring;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;
    private final ViewConfig config;

    FindByPhone(ReadStanding standing, Policy policy, ViewLimits limits, Keyring keyring, AccessLog log, Pool database,
            Clock clock, ViewConfig config) {
        this.standing = standing;
        this.policy = policy;
        this.limits = limits;
        this.keyring = keyring;
        this.log = log;
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    /** A search. Its {@code phone} is personal data. */
    record Search(Caller.Person person, Origin origin, String phone, Optional<String> reason) {
        @Override
        public String toString() {
            return "Search[" + person.id() + "]";
        }
    }

    /** A parcel that was found. */
    @RegisterForReflection
    public record Found(String waybill, Stage stage) {
    }

    /** What came of it. */
    sealed interface Searched {
        record Parcels(List<Found> parcels) implements Searched {
        }

        record Refused(Problem problem) implements Searched {
        }
    }

    private record Asked(Search search, Optional<StaffNow> staff, List<byte[]> phoneIndexes) {
        byte[] phoneIndex() {
            return phoneIndexes.getFirst();
        }
    }

    Uni<Searched> find(Search search) {
        return Deadline.within(config.timeout(),
                keyring.vault().map(vault -> vault.phoneIndexes(Phones.normalised(search.phone())))
                        .chain(index -> standing.of(search.person(), search.origin())
                                .map(staff -> new Asked(search, staff, index)))
                        .chain(asked -> switch (decide(asked)) {
                            case Decision.Granted granted -> spend(asked, granted.granting());
                            case Decision.Refused refused -> refuse(asked, Problem.of(refused.why()), refused.rule());
                        }));
    }

    private Decision decide(Asked asked) {
        var posts = asked.staff().map(staff -> staff.postsNow(asked.search().person())).orElse(Set.of());
        if (posts.isEmpty()) {
            return new Decision.Refused(StaffNow.whyNothing(asked.staff(), asked.search().person()),
                    Optional.empty());
        }
        return policy.decide(new Question(posts, PURPOSE, Optional.of(Stage.CREATED), Set.of(Scope.PHONE),
                asked.search().reason().isPresent(), Optional.empty()));
    }

    private Uni<Searched> spend(Asked asked, Rule rule) {
        return limits.search(asked.search().person().id(), asked.staff().orElseThrow().outlet(),
                HexFormat.of().formatHex(asked.phoneIndex()), rule).chain(spending -> switch (spending) {
                    case Spending.Spent _ -> disclose(asked, rule);
                    case Spending.Exhausted exhausted -> refuse(asked,
                            RateLimitHeader.exhausted(exhausted.limit(), clock.instant()), Optional.of(rule));
                    case Spending.Unknown _ -> refuse(asked,
                            Problem.of(ProblemType.LIMITS_UNAVAILABLE).retryAfter(Duration.ofSeconds(5)),
                            Optional.of(rule));
                });
    }

    private Uni<Searched> disclose(Asked asked, Rule rule) {
        var outcome = Outcome.granted(List.of("waybill=FULL")).by(rule.id(), policy.version());
        var parameters = Tuple.of(asked.search().person().id(), asked.staff().orElseThrow().epoch())
                .addValue(asked.phoneIndexes().stream().map(Buffer::buffer).toArray(Buffer[]::new)).addArrayOfString(
                        rule.stages().stream().map(Stage::name)
                                .toArray(String[]::new));
        entry(asked, outcome).addTo(parameters);
        return database.preparedQuery(SQL).execute(parameters).map(rows -> rows.size() == 0
                ? new Searched.Refused(Problem.of(ProblemType.NO_STANDING))
                : new Searched.Parcels(found(rows)));
    }

    private static List<Found> found(RowSet<Row> rows) {
        var found = new ArrayList<Found>();
        rows.forEach(row -> {
            if (row.getString("waybill") != null) {
                found.add(new Found(row.getString("waybill"), Stage.valueOf(row.getString("stage"))));
            }
        });
        return found;
    }

    private Uni<Searched> refuse(Asked asked, Problem problem, Optional<Rule> rule) {
        var outcome = Outcome.refused(problem.type()).by(rule.map(Rule::id).orElse(null), policy.version());
        return log.append(database, entry(asked, outcome)).map(number -> new Searched.Refused(
                problem.header(AccessLog.ENTRY_HEADER, number.toString())));
    }

    private AccessEntry entry(Asked asked, Outcome outcome) {
        var what = What.of(Action.SEARCH).recipient(asked.phoneIndex())
                .asked(PURPOSE, asked.search().reason(), Optional.empty());
        var entry = log.entry(asked.search().person(), asked.search().origin(), what, outcome);
        return asked.staff().map(staff -> entry.of(staff.outlet())).orElse(entry);
    }
}
