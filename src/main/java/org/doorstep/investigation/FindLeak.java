package org.doorstep.investigation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.investigation.Ranking.Place;
import org.doorstep.investigation.Snapshot.Reading;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.Vault;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Who leaked a list: which people's disclosures cover it, ranked by {@link Ranking}. A disclosure here is a parcel's
 * view, whatever was shown of it; a search is none, because whoever searches has the number already.
 *
 * <p>A list of waybills is held against the recipients of the parcels, of which a person may have several: two
 * waybills of one recipient are one name. So both kinds of lists are compared with the same population, which one
 * index holds.
 */
@ApplicationScoped
class FindLeak {

    private static final String DISCLOSED = """
            e.action = 'VIEW' and e.decision = 'GRANTED' and e.entry_id > $1 and e.entry_id <= $2
            and ($3::timestamptz is null or e.at >= $3) and ($4::timestamptz is null or e.at < $4)""";
    /** "offset 0" keeps the planner from reading the whole log for a long list: the index is asked name by name. */
    private static final String LISTED = """
            unnest($5::%s[]) with ordinality l(name, number) cross join lateral
              (select * from access_entry e where e.%s = l.name and %s offset 0) e""";
    private static final String HITS = "select e.actor, array_agg(distinct (l.number - 1)::int) as numbers from "
            + LISTED + " group by e.actor";
    /** Waybills of one recipient, as the least of their numbers. */
    private static final String SAME_RECIPIENT = """
            select (l.number - 1)::int as number,
                   (min(min(l.number)) over (partition by e.recipient_ref) - 1)::int as name
            from\s""" + LISTED + " group by l.number, e.recipient_ref";
    private static final String DETAILS = """
            select e.actor, min(e.at) as first, max(e.at) as last,
                   array_remove(array_agg(distinct e.device), null) as devices,
                   array_remove(array_agg(distinct e.outlet), null) as outlets,
                   array_remove(array_agg(distinct e.post), null) as posts
            from\s""" + LISTED + " where e.actor = any($6) group by e.actor";
    /**
     * How many recipients were disclosed to each person; each counted by how many people saw it, and as its part of
     * one, so that the parts come to how many there are. Bounds of numbers alone, so that the index answers: the
     * window's edges are up to an hour wider here. Blind indexes are evenly spread, so those below a bound are a fair
     * sample of all recipients, with everybody who saw them.
     */
    private static final String POPULATION = """
            select actor, count(*)::int as recipients, sum(seers)::bigint as popularity, sum(1.0::float8 / seers) as part
            from (select actor, count(*) over (partition by recipient_ref) as seers
                  from (select recipient_ref, actor from access_entry
                        where action = 'VIEW' and decision = 'GRANTED' and recipient_ref is not null
                          and ($3::bytea is null or recipient_ref < $3)
                          and entry_id > $1 and entry_id <= $2
                        group by recipient_ref, actor) pairs) numbered
            group by actor""";
    /** No index holds hashes, which would cost every view: the window's waybills are hashed when it is asked. */
    private static final String UNHASHED = """
            select w.waybill from (select distinct waybill from access_entry
                                   where waybill is not null and entry_id > $1 and entry_id <= $2) w
            join unnest($3::bytea[]) h(hash) on sha256(convert_to(w.waybill, 'UTF8')) = h.hash""";

    /** Of more entries than these, recipients are sampled: an answer takes seconds in any window. */
    private static final long MOST_COUNTED = 1_000_000;

    private final Keyring keyring;
    private final Snapshot snapshot;
    private final Officer officer;
    private final InvestigationConfig config;

    FindLeak(Keyring keyring, Snapshot snapshot, Officer officer, InvestigationConfig config) {
        this.keyring = keyring;
        this.snapshot = snapshot;
        this.officer = officer;
        this.config = config;
    }

    /**
     * What the log says of a list.
     *
     * @param entry the log entry of the question
     * @param listed distinct names that could be read
     * @param disclosed how many of them were disclosed to anybody in the window: the others are noise, or older
     * @param recipients how many recipients were disclosed to anybody in the window
     * @param countedOneIn of how many recipients one was counted: 1 is all, else figures of recipients are estimates
     * @param compared how many people anything was disclosed to
     * @param people those who saw any of the list, the most suspect first
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LeakReport(long entry, ListKind kind, int lines, int unreadable, int listed, int disclosed,
            int recipients, long countedOneIn, int compared, String sha256, @Nullable Instant from,
            @Nullable Instant to,
            List<Suspect> people) {
    }

    /**
     * Somebody who saw some of the list.
     *
     * @param hits how many names of the list
     * @param share that is how much of the list
     * @param recipients how many recipients were disclosed to them in the window, an hour wider on both sides
     * @param expected how many hits chance gives to somebody to whom so many were disclosed
     * @param chanceLog10 log10 of the probability of so many hits by chance
     * @param shareExplained how much of what was disclosed comes from them in the most likely mixture of sources
     * @param onlyThisPerson hits that nobody else saw
     * @param beyondOthers hits beyond those of the people above who stand out
     * @param beyondExpected how many of these chance gives
     * @param beyondLog10 log10 of the probability of so many
     */
    @RegisterForReflection
    public record Suspect(String staffId, Verdict verdict, String says, int hits, double share, int recipients,
            double expected, double chanceLog10, double shareExplained, int onlyThisPerson, int beyondOthers,
            double beyondExpected, double beyondLog10, Instant first, Instant last, List<String> posts,
            List<String> outlets, List<String> devices) {
    }

    /**
     * What the log holds of the names that were looked for: a parameter of the statements.
     *
     * @param each how many values one name has, one after another: a blind index for each generation of its key
     */
    private record Names(String type, String column, int each, Object[] values) {

        Tuple added(Tuple parameters) {
            return parameters.addValue(values);
        }

        String in(String sql) {
            return sql.formatted(type, column, DISCLOSED);
        }
    }

    /** Hits by person, by the name's number; and names that count as one. */
    private record Found(Map<String, int[]> hits, Map<Integer, Integer> same) {

        /** Numbers the names that were disclosed from 0. */
        Map<Integer, Integer> numbered() {
            var numbered = new HashMap<Integer, Integer>();
            hits.values().forEach(numbers -> Arrays.stream(numbers).map(this::name)
                    .forEach(name -> numbered.putIfAbsent(name, numbered.size())));
            return numbered;
        }

        int name(int number) {
            return same.getOrDefault(number, number);
        }

        int disclosed() {
            return (int) hits.values().stream().flatMapToInt(Arrays::stream).distinct().count();
        }
    }

    private record Shown(int recipients, long popularity) {
        private static final Shown NOTHING = new Shown(0, 0);
    }

    /**
     * What was disclosed to all.
     *
     * @param oneIn of how many recipients one was counted
     */
    private record Population(Map<String, Shown> people, int recipients, long popularity, long oneIn) {

        /** Of a sample, somebody counts for as many as they may have been shown at most, so that nobody is wronged. */
        Exposure exposure(String actor, BitSet hits) {
            var shown = people.getOrDefault(actor, Shown.NOTHING);
            double most = oneIn == 1 ? shown.recipients()
                    : shown.recipients() + 2 * Math.sqrt(shown.recipients() + 1) + 2;
            double popular = (double) recipients * shown.popularity() / Math.max(1, popularity);
            int recipientsOfThem = (int) Math.max(hits.cardinality(), shown.recipients() * oneIn);
            return new Exposure(actor, hits, recipientsOfThem,
                    (int) Math.max(recipientsOfThem, Math.max(Math.round(most * oneIn), Math.round(popular))));
        }
    }

    private record Ranked(List<Place> places, Found found, Population population) {
    }

    Uni<LeakReport> find(Officer.Asking asking, LeakedList list) {
        var what = Officer.question("who leaked a list: " + list.kind() + ", lines " + list.lines() + ", sha256 "
                + list.sha256() + list.window().inWords());
        return officer.admitted(asking, what).chain(entry -> snapshot.read(list.window(), entry,
                reading -> names(reading, list).chain(names -> ranked(reading, names)
                        .chain(ranked -> report(reading, names, list, ranked, entry)))));
    }

    private Uni<Names> names(Reading reading, LeakedList list) {
        return switch (list.kind()) {
            case PHONES -> indexes(list.names(), Vault::phoneIndexesEver);
            case PHONE_HASHES -> indexes(list.names(), Vault::phoneIndexesEverOfHash);
            case WAYBILLS -> Uni.createFrom().item(waybills(list.names().toArray(String[]::new)));
            case WAYBILL_HASHES -> unhashed(reading, list.names());
        };
    }

    private interface Index {
        List<byte[]> of(Vault vault, String name);
    }

    private Uni<Names> indexes(Set<String> names, Index index) {
        return keyring.vault().chain(vault -> Aside.compute(() -> {
            var indexes = names.stream().map(name -> index.of(vault, name)).toList();
            int generations = indexes.isEmpty() ? 1 : indexes.getFirst().size();
            return new Names("bytea", "recipient_ref", generations, indexes.stream().flatMap(List::stream)
                    .map(Buffer::buffer).toArray(Buffer[]::new));
        }));
    }

    private static Uni<Names> unhashed(Reading reading, Set<String> hashes) {
        var parameters = Tuple.of(reading.parameters().getLong(0), reading.parameters().getLong(1));
        parameters.addValue(hashes.stream().map(hash -> Buffer.buffer(HexFormat.of().parseHex(hash)))
                .toArray(Buffer[]::new));
        return reading.rows(UNHASHED, parameters).map(rows -> {
            var found = new ArrayList<String>();
            rows.forEach(row -> found.add(row.getString("waybill")));
            return waybills(found.toArray(String[]::new));
        });
    }

    private static Names waybills(String... names) {
        return new Names("text", "waybill", 1, names);
    }

    private Uni<Ranked> ranked(Reading reading, Names names) {
        return found(reading, names).chain(found -> population(reading).chain(population -> Aside.compute(
                () -> new Ranked(Ranking.of(exposures(found, population),
                        Math.max(population.recipients(), found.numbered().size()), found.numbered().size(),
                        Math.max(population.people().size(), found.hits().size())), found, population))));
    }

    private static Uni<Found> found(Reading reading, Names names) {
        return reading.rows(names.in(HITS), names.added(reading.parameters())).chain(rows -> {
            var hits = new HashMap<String, int[]>();
            rows.forEach(row -> hits.put(row.getString("actor"), numbers(row, names.each())));
            return names.column().equals("waybill")
                    ? reading.rows(names.in(SAME_RECIPIENT), names.added(reading.parameters()))
                            .map(same -> new Found(hits, same(same)))
                    : Uni.createFrom().item(new Found(hits, Map.of()));
        });
    }

    private static int[] numbers(Row row, int each) {
        return Arrays.stream(row.getArrayOfIntegers("numbers")).mapToInt(number -> number / each).distinct().toArray();
    }

    private static Map<Integer, Integer> same(RowSet<Row> rows) {
        var same = new HashMap<Integer, Integer>();
        rows.forEach(row -> same.put(row.getInteger("number"), row.getInteger("name")));
        return same;
    }

    private static Uni<Population> population(Reading reading) {
        long after = reading.parameters().getLong(0);
        long last = reading.parameters().getLong(1);
        long oneIn = Math.max(1, Math.ceilDiv(last - after, MOST_COUNTED));
        var parameters = Tuple.of(after, last,
                oneIn == 1 ? null : Buffer.buffer().appendUnsignedInt((1L << 32) / oneIn));
        return reading.rows(POPULATION, parameters).map(rows -> {
            var people = new HashMap<String, Shown>();
            double parts = 0;
            long popularity = 0;
            for (var row : rows) {
                var shown = new Shown(row.getInteger("recipients"), row.getLong("popularity"));
                people.put(row.getString("actor"), shown);
                parts += row.getDouble("part");
                popularity += shown.popularity();
            }
            return new Population(people, (int) Math.round(parts * oneIn), popularity, oneIn);
        });
    }

    private static List<Exposure> exposures(Found found, Population population) {
        var numbered = found.numbered();
        var exposures = new ArrayList<Exposure>();
        found.hits().forEach((actor, numbers) -> {
            var hits = new BitSet();
            Arrays.stream(numbers).map(found::name)
                    .forEach(name -> hits.set(Objects.requireNonNull(numbered.get(name))));
            exposures.add(population.exposure(actor, hits));
        });
        exposures.sort(Comparator.comparing(Exposure::staffId));
        return exposures;
    }

    private Uni<LeakReport> report(Reading reading, Names names, LeakedList list, Ranked ranked, long entry) {
        var places = ranked.places().stream().limit(config.mostRanked()).toList();
        var actors = places.stream().map(place -> place.exposure().staffId()).toArray(String[]::new);
        var population = ranked.population();
        return reading.rows(names.in(DETAILS), names.added(reading.parameters()).addArrayOfString(actors))
                .map(rows -> {
                    var details = new HashMap<String, Row>();
                    rows.forEach(row -> details.put(row.getString("actor"), row));
                    return new LeakReport(entry, list.kind(), list.lines(), list.unreadable(), list.names().size(),
                            ranked.found().disclosed(), population.recipients(), population.oneIn(),
                            population.people().size(),
                            list.sha256(), list.window().from().orElse(null), list.window().to().orElse(null),
                            places.stream().map(place -> suspect(place, ranked.found(), list,
                                    Objects.requireNonNull(details.get(place.exposure().staffId()))))
                                    .toList());
                });
    }

    private static Suspect suspect(Place place, Found found, LeakedList list, Row details) {
        var staffId = place.exposure().staffId();
        int hits = found.hits().getOrDefault(staffId, new int[0]).length;
        return new Suspect(staffId, place.verdict(), place.verdict().says(), hits,
                rounded((double) hits / list.names().size(), 4), place.exposure().recipients(),
                rounded(place.expected(), 2), rounded(place.chanceLog10(), 1), rounded(place.shareOfList(), 4),
                place.only(), place.beyond(), rounded(place.beyondExpected(), 2), rounded(place.beyondLog10(), 1),
                details.getOffsetDateTime("first").toInstant(), details.getOffsetDateTime("last").toInstant(),
                Tally.texts(details, "posts"), Tally.texts(details, "outlets"), Tally.texts(details, "devices"));
    }

    private static double rounded(double value, int digits) {
        double factor = Math.pow(10, digits);
        return Math.rint(value * factor) / factor;
    }
}
