package org.doorstep.investigation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

/**
 * Disclosures counted.
 *
 * @param disclosures entries that showed something
 * @param parcels distinct ones, where the entry names one
 * @param recipients distinct ones, where the entry names one
 * @param actions entries by what was asked for
 * @param forms entries by what was shown, as {@code field=FORM}
 * @param first when the first was; absent if there is none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tally(long disclosures, long people, long parcels, long recipients, Map<String, Long> actions,
        Map<String, Long> forms, List<String> posts, List<String> purposes, List<String> devices,
        List<String> outlets, @Nullable Instant first, @Nullable Instant last) {

    private static final String COUNTED = """
            count(*) as disclosures, count(distinct actor) as people, count(distinct waybill) as parcels,
            count(distinct recipient_ref) as recipients,
            array_remove(array_agg(distinct post), null) as posts,
            array_remove(array_agg(distinct purpose), null) as purposes,
            array_remove(array_agg(distinct device), null) as devices,
            array_remove(array_agg(distinct outlet), null) as outlets,
            min(at) as first, max(at) as last""";

    /** All that was seen, as one row. */
    static String sql(Subject subject) {
        return """
                with seen as materialized (%s)
                select %s,
                  (select json_object_agg(action, n) from (select action, count(*) as n from seen group by 1) a)
                  as actions,
                  (select json_object_agg(field, n) from
                     (select field, count(*) as n from seen, unnest(fields) field group by 1) f) as forms
                from seen""".formatted(subject.seen(), COUNTED);
    }

    /** The same by person, those who saw last first. */
    static String sqlByPerson(Subject subject) {
        return """
                with seen as materialized (%s),
                  acted as (select actor, json_object_agg(action, n) as actions from
                     (select actor, action, count(*) as n from seen group by 1, 2) a group by 1),
                  shown as (select actor, json_object_agg(field, n) as forms from
                     (select actor, field, count(*) as n from seen, unnest(fields) field group by 1, 2) f group by 1),
                  counted as (select actor, %s from seen group by actor)
                select * from counted join acted using (actor) join shown using (actor)
                order by last desc, actor""".formatted(subject.seen(), COUNTED);
    }

    static Tally of(Row row) {
        return new Tally(row.getLong("disclosures"), row.getLong("people"), row.getLong("parcels"),
                row.getLong("recipients"), counts(row, "actions"), counts(row, "forms"), texts(row, "posts"),
                texts(row, "purposes"), texts(row, "devices"), texts(row, "outlets"), instant(row, "first"),
                instant(row, "last"));
    }

    private static Map<String, Long> counts(Row row, String column) {
        var counts = new TreeMap<String, Long>();
        Optional.ofNullable(row.get(JsonObject.class, column)).ifPresent(
                json -> json.forEach(member -> counts.put(member.getKey(), ((Number) member.getValue()).longValue())));
        return counts;
    }

    static List<String> texts(Row row, String column) {
        return Optional.ofNullable(row.getArrayOfStrings(column)).map(List::of).orElse(List.of());
    }

    private static @Nullable Instant instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant).orElse(null);
    }
}
