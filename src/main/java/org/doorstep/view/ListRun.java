package org.doorstep.view;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.Decision;
import org.doorstep.policy.Policy;
import org.doorstep.policy.Question;
import org.doorstep.policy.Rule;
import org.doorstep.policy.Scope;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.time.Deadline;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.SealedField;
import org.doorstep.vault.SealedRecord;
import org.doorstep.vault.Vault;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * A courier's own parcels of today: where they go as an area, and their stage, nothing else. Decided by the policy
 * stage by stage, logged as one entry by the same kind of statement as {@link Disclosure}.
 */
@ApplicationScoped
class ListRun {

    private static final String PURPOSE = "RUN";
    /** Places where the courier goes to the sender; everywhere else to the recipient. */
    private static final Set<Stage> TO_THE_SENDER = Set.of(Stage.ASSIGNED_PICKUP, Stage.PICKED_UP, Stage.RETURNING);

    private static final String LIST = """
            with standing as (
              select post_since from staff where staff_id = $1 and epoch = $2 for share
            ), logged as (
              insert into access_entry (%s) select %s from standing returning entry_id
            )
            select logged.entry_id, p.waybill, p.stage, r.wrapped_dek,
                   case when p.stage = any($4) then r.sender_area else r.recipient_area end as area,
                   p.stage = any($4) as to_the_sender
            from logged cross join standing
            left join assignment a on a.staff_id = $1 and a.run_date = $3 and a.ended_at is null
                 and a.assigned_at >= standing.post_since
            left join parcel p on p.waybill = a.waybill and p.stage = any($5)
            left join sealed_record r on r.waybill = p.waybill
            order by p.waybill""".formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(6));

    private final ReadStanding standing;
    private final Pool database;
    private final Policy policy;
    private final Keyring keyring;
    private final AccessLog log;
    private final Clock clock;
    private final ViewConfig config;

    ListRun(ReadStanding standing, Pool database, Policy policy, Keyring keyring, AccessLog log, Clock clock,
            ViewConfig config) {
        this.standing = standing;
        this.database = database;
        this.policy = policy;
        this.keyring = keyring;
        this.log = log;
        this.clock = clock;
        this.config = config;
    }

    /**
     * One parcel of the run.
     *
     * @param area province to town of where the courier goes
     */
    @RegisterForReflection
    public record Stop(String waybill, Stage stage, String area) {
        @Override
        public String toString() {
            return "Stop[" + waybill + "]";
        }
    }

    /** What came of it. */
    sealed interface Listed {
        record Stops(List<Stop> stops) implements Listed {
        }

        record Refused(Problem problem) implements Listed {
        }
    }

    Uni<Listed> list(Caller.Person person, Origin origin) {
        return Deadline.within(config.timeout(), standing.of(person, origin).chain(staff -> {
            var posts = staff.map(known -> known.postsNow(person)).orElse(Set.of());
            var rules = granting(posts);
            return rules.isEmpty() ? refuse(person, origin, posts.isEmpty()
                    ? StaffNow.whyNothing(staff, person)
                    : ProblemType.PURPOSE_NOT_ALLOWED)
                    : disclose(person, origin, staff.orElseThrow(), rules);
        }));
    }

    /** The rule that grants each stage; stages that are not here are not listed. */
    private Map<Stage, Rule> granting(Set<Post> posts) {
        var rules = new TreeMap<Stage, Rule>();
        for (var stage : Stage.values()) {
            var question = new Question(posts, PURPOSE, Optional.of(stage), Set.of(Scope.OWN), false, Optional.empty());
            if (policy.decide(question) instanceof Decision.Granted granted) {
                rules.put(stage, granted.granting());
            }
        }
        return rules;
    }

    private Uni<Listed> refuse(Caller.Person person, Origin origin, ProblemType why) {
        var entry = log.entry(person, origin, asked(), Outcome.refused(why).by(null, policy.version()));
        return log.append(database, entry).map(number -> new Listed.Refused(
                Problem.of(why).header(AccessLog.ENTRY_HEADER, number.toString())));
    }

    private Uni<Listed> disclose(Caller.Person person, Origin origin, StaffNow staff, Map<Stage, Rule> rules) {
        var rule = rules.values().iterator().next();
        var fields = rule.fields().entrySet().stream().map(field -> field.getKey().path() + "=" + field.getValue())
                .sorted().toList();
        var parameters = Tuple.of(person.id(), staff.epoch(), LocalDate.now(clock))
                .addArrayOfString(names(TO_THE_SENDER)).addArrayOfString(names(rules.keySet()));
        log.entry(person, origin, asked(), Outcome.granted(fields).by(rule.id(), policy.version()))
                .of(staff.outlet()).addTo(parameters);
        return keyring.vault().chain(vault -> database.preparedQuery(LIST).execute(parameters)
                .map(rows -> rows.size() == 0
                        ? new Listed.Refused(Problem.of(ProblemType.NO_STANDING))
                        : new Listed.Stops(stops(rows, vault))));
    }

    private static What asked() {
        return What.of(Action.RUN_LIST).asked(PURPOSE, Optional.empty(), Optional.empty());
    }

    private static String[] names(Set<Stage> stages) {
        return stages.stream().map(Stage::name).toArray(String[]::new);
    }

    private static List<Stop> stops(RowSet<Row> rows, Vault vault) {
        var stops = new ArrayList<Stop>();
        for (var row : rows) {
            if (row.getString("waybill") != null && row.getBuffer("wrapped_dek") != null) {
                stops.add(stop(row, vault));
            }
        }
        return stops;
    }

    private static Stop stop(Row row, Vault vault) {
        var field = row.getBoolean("to_the_sender") ? SealedField.SENDER_AREA : SealedField.RECIPIENT_AREA;
        var sealed = new SealedRecord(row.getString("waybill"), row.getBuffer("wrapped_dek").getBytes(),
                Map.of(field, row.getBuffer("area").getBytes()));
        return new Stop(sealed.waybill(), Stage.valueOf(row.getString("stage")), vault.open(sealed).get(field));
    }
}
