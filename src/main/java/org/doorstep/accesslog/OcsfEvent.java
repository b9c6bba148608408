package org.doorstep.accesslog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * An entry as an event of the Open Cybersecurity Schema Framework 1.9: class 6005, Datastore Activity, with the
 * profiles host, security_control and record_integrity. What the schema has no sure place for is in {@code unmapped}
 * under the name that the log gives it. Ids only: a reason is somebody's words and stays in the log.
 */
public final class OcsfEvent {

    static final String VERSION = "1.9.0";
    /** Of the chain that the events belong to. */
    private static final String CHAIN = "doorstep/access-log";

    private static final int CATEGORY = 6;
    private static final int CLASS = 6005;
    private static final int OTHER = 99;
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+");

    /** As RFC 8785 writes what events consist of: texts, whole numbers, sorted members. */
    private static final ObjectMapper CANONICAL = new ObjectMapper(
            JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build());
    /** The same in ASCII, so that no receiver can take it for another encoding. */
    private static final ObjectMapper ASCII = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private OcsfEvent() {
    }

    /** The event as one line of JSON in ASCII. */
    public static String json(EntryView entry) {
        var event = event(entry);
        var attestation = members("chain_uid", CHAIN);
        event.put("attestation_list", List.of(attestation));
        attestation.put("fingerprint", members("algorithm_id", 3, "encoding_id", 1, "serialization_id", 2, "value",
                sha256(written(CANONICAL, event))));
        return written(ASCII, event);
    }

    private static Map<String, Object> event(EntryView entry) {
        int activity = activity(entry.action());
        boolean granted = entry.decision() == Decision.GRANTED;
        var event = members("category_uid", CATEGORY, "class_uid", CLASS, "activity_id", activity,
                "type_uid", CLASS * 100 + activity, "time", entry.at().toEpochMilli(),
                "timezone_offset", ZoneId.of(entry.zone()).getRules().getOffset(entry.at()).getTotalSeconds() / 60,
                "severity_id", severity(entry), "message", entry.explanation(),
                "status_id", granted ? 1 : 2, "action_id", granted ? 1 : 2, "disposition_id", granted ? 1 : 2,
                "type_id", 1, "database", members("name", "doorstep", "type_id", 1));
        put(event, "activity_name", activity == OTHER ? entry.action().name() : null);
        put(event, "status_code", entry.problem());
        event.put("metadata", metadata(entry));
        event.put("actor", members("user", members("uid", entry.actor(), "type_id",
                entry.actorKind().equals("STAFF") ? 1 : 4)));
        event.put("src_endpoint", source(entry.sourceAddress()));
        put(event, "device", entry.device() == null ? null : members("uid", entry.device(), "type_id", 0));
        event.put("authorizations", List.of(authorization(entry)));
        event.put("unmapped", unmapped(entry));
        return event;
    }

    private static Map<String, Object> metadata(EntryView entry) {
        var metadata = members("version", VERSION, "uid", "doorstep-" + entry.entry(), "sequence", entry.entry(),
                "original_event_uid", Long.toString(entry.entry()), "event_code", entry.action().name(),
                "log_name", "access_entry", "product", members("name", "Doorstep", "vendor_name", "Doorstep"),
                "profiles", List.of("host", "record_integrity", "security_control"));
        put(metadata, "correlation_uid", entry.trace());
        return metadata;
    }

    /** The schema wants to be told something of the source, also where the address is erased. */
    private static Map<String, Object> source(@Nullable String address) {
        if (address == null) {
            return members("name", "unknown");
        }
        return members(ADDRESS.matcher(address).matches() ? "ip" : "name", address);
    }

    private static Map<String, Object> authorization(EntryView entry) {
        var authorization = members("decision", entry.decision().name());
        if (entry.rule() != null) {
            var policy = members("uid", entry.rule());
            put(policy, "version", entry.policyVersion());
            authorization.put("policy", policy);
        }
        return authorization;
    }

    private static Map<String, Object> unmapped(EntryView entry) {
        var unmapped = members("fields", entry.fields(), "zone", entry.zone());
        put(unmapped, "post", entry.post());
        put(unmapped, "outlet", entry.outlet());
        put(unmapped, "purpose", entry.purpose());
        put(unmapped, "stage", entry.stage());
        put(unmapped, "waybill", entry.waybill());
        put(unmapped, "recipient", entry.recipient());
        put(unmapped, "parcels", entry.parcels());
        put(unmapped, "ticket", entry.ticket());
        put(unmapped, "subject", entry.subject());
        put(unmapped, "policyVersion", entry.rule() == null ? entry.policyVersion() : null);
        put(unmapped, "lease", entry.lease() == null ? null : entry.lease().toString());
        put(unmapped, "leaseUntil", entry.leaseUntil() == null ? null : entry.leaseUntil().toString());
        put(unmapped, "erasedBy", entry.erasedBy());
        return unmapped;
    }

    /** The schema's {@code activity_id}. */
    private static int activity(Action action) {
        return switch (action) {
            case VIEW, LEAVER_AUDIT -> 1;
            case STAGE, RUN_PLAN, TICKET, STANDING, ROSTER, HOLD, LEAVER_SIGN_OFF, BRIDGE_NUMBERS, KEYS -> 2;
            case SEARCH, LOG_READ, LOG_EXPORT, RECEIPTS, INVESTIGATION -> 4;
            case INTAKE -> 6;
            case LOG_ERASURE -> 7;
            case RUN_LIST -> 8;
            case ALARM, SIGNAL, REQUEST, BRIDGE, CALL -> OTHER;
        };
    }

    /** 1 informational, 2 low, 3 medium: something to look into. */
    private static int severity(EntryView entry) {
        if (entry.action() == Action.ALARM) {
            return 3;
        }
        return entry.decision() == Decision.GRANTED ? 1 : 2;
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        var members = new TreeMap<String, Object>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            members.put((String) namesAndValues[index], namesAndValues[index + 1]);
        }
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private static String written(ObjectMapper mapper, Map<String, Object> event) {
        try {
            return mapper.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, texts and numbers are written", e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
