package org.doorstep.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.doorstep.crypto.BlindIndexKey;
import org.doorstep.crypto.FileRootKey;
import org.doorstep.crypto.NotAuthentic;
import org.doorstep.crypto.WrappedKey;
import org.postgresql.PGConnection;

/**
 * Three months of a made-up company, written straight into the log: 2,000 people in 100 outlets under 20 hubs. Each
 * parcel is seen by one of its hub's two sorters, by the courier of its recipient's route (sometimes a colleague),
 * half of them by one of the outlet's two clerks, a tenth by the manager, a fifth by one of 60 agents, of whom the
 * first has a quarter of the work. Some recipients have many parcels.
 */
final class Disclosures {

    static final int OUTLETS = 100;
    static final int OUTLETS_A_HUB = 5;
    static final int COURIERS = 15;
    static final int AGENTS = 60;
    static final int RECIPIENTS_AN_OUTLET = 15_000;
    private static final int BATCH = 20_000;
    private static final Duration TIME = Duration.ofDays(90);
    private static final String[] INDEXES = {"access_entry_actor", "access_entry_waybill", "access_entry_recipient",
            "access_entry_searched"};

    final Instant begin = Instant.now().minus(TIME).minus(Duration.ofHours(2));
    final TreeMap<String, BitSet> seen = new TreeMap<>();
    private final Random random = new Random(17);
    private final StringBuilder lines = new StringBuilder(BATCH * 400);
    private final String[] refs = new String[OUTLETS * RECIPIENTS_AN_OUTLET];
    private int parcels;
    private long written;

    static String courier(int outlet, int number) {
        return "K%04d".formatted(outlet * COURIERS + number);
    }

    static String clerk(int outlet, int number) {
        return "C%04d".formatted(outlet * 2 + number);
    }

    static String sorter(int outlet, int number) {
        return "S%04d".formatted(outlet / OUTLETS_A_HUB * 2 + number);
    }

    static String agent(int number) {
        return "A%04d".formatted(number);
    }

    static String outlet(int outlet) {
        return "LT-LG-%02d".formatted(outlet);
    }

    static String phone(int recipient) {
        return "166%08d".formatted(recipient);
    }

    static String waybill(long parcel) {
        return "LL%012d".formatted(parcel);
    }

    /** Blind indexes of everybody's number, under the service's own key. */
    void index(Parts parts, Path rootKey) throws NotAuthentic {
        var kept = parts.ask("select encode(wrapped, 'hex') from wrapped_key where purpose = 'blind-index/phone'");
        var key = BlindIndexKey.open(FileRootKey.load(rootKey), "phone",
                new WrappedKey("blind-index/phone", 1, HexFormat.of().parseHex(kept)));
        IntStream.range(0, refs.length).parallel().forEach(
                recipient -> refs[recipient] = HexFormat.of().formatHex(key.mac(Sha256.of(phone(recipient)))));
    }

    /** Writes so many entries; their secondary indexes are made afterwards, which is faster. */
    void write(String adminUrl, long entries) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(adminUrl); var statement = connection.createStatement()) {
            var remake = new ArrayList<String>();
            for (var index : INDEXES) {
                try (var rows = statement.executeQuery("select pg_get_indexdef('" + index + "'::regclass)")) {
                    rows.next();
                    remake.add(rows.getString(1));
                }
                statement.execute("drop index " + index);
            }
            long first;
            try (var rows = statement.executeQuery("select coalesce(max(entry_id), 0) + 1 from access_entry")) {
                rows.next();
                first = rows.getLong(1);
            }
            var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("""
                    copy access_entry (entry_id, at, zone, actor, actor_kind, post, outlet, device, source_address,
                      action, purpose, stage, waybill, recipient_ref, fields, decision, rule, policy_version, lease_id,
                      lease_until) from stdin""");
            while (written < entries) {
                parcel(first, entries);
                if (lines.length() > BATCH * 350 || written >= entries) {
                    var bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
                    copy.writeToCopy(bytes, 0, bytes.length);
                    lines.setLength(0);
                }
            }
            copy.endCopy();
            statement.execute("set maintenance_work_mem = '512MB'");
            for (var index : remake) {
                statement.execute(index);
            }
            statement.execute("select setval('access_entry_number', max(entry_id)) from access_entry");
            statement.execute("vacuum (analyze) access_entry");
            statement.execute("checkpoint");
        }
    }

    private void parcel(long first, long entries) {
        int outlet = random.nextInt(OUTLETS);
        int ofOutlet = (int) (RECIPIENTS_AN_OUTLET * Math.pow(random.nextDouble(), 1.5));
        int recipient = outlet * RECIPIENTS_AN_OUTLET + ofOutlet;
        var waybill = waybill(parcels++);
        int route = random.nextInt(5) == 0 ? random.nextInt(COURIERS) : ofOutlet % COURIERS;
        see(sorter(outlet, random.nextInt(2)), "SORTER", outlet, "SORT", "HUB", "recipient.address=AREA", waybill,
                recipient, first, entries);
        for (int look = random.nextInt(2); look >= 0; look--) {
            see(courier(outlet, route), "COURIER_DELIVERY", outlet, "DELIVER", "OUT_FOR_DELIVERY",
                    "items=CLASS,recipient.address=FULL,recipient.name=MASKED,recipient.phone=TAIL4", waybill,
                    recipient, first, entries);
        }
        if (random.nextInt(2) == 0) {
            see(clerk(outlet, random.nextInt(2)), "STATION_CLERK", outlet, "PICKUP_POINT", "OUTLET",
                    "recipient.name=SURNAME,recipient.phone=TAIL4", waybill, recipient, first, entries);
        }
        if (random.nextInt(10) == 0) {
            see("M%04d".formatted(outlet), "OUTLET_MANAGER", outlet, "SUPERVISE", "OUTLET",
                    "recipient.name=MASKED,recipient.phone=MASKED", waybill, recipient, first, entries);
        }
        if (random.nextInt(5) == 0) {
            int agent = random.nextInt(4) == 0 ? 0 : random.nextInt(AGENTS);
            see(agent(agent), "CS_AGENT", 0, "ENQUIRY", "OUT_FOR_DELIVERY",
                    "recipient.address=MASKED,recipient.name=MASKED,recipient.phone=TAIL4", waybill, recipient, first,
                    entries);
        }
    }

    private void see(String actor, String post, int outlet, String purpose, String stage, String fields,
            String waybill, int recipient, long first, long entries) {
        seen.computeIfAbsent(actor, _ -> new BitSet()).set(recipient);
        var at = begin.plusMillis(TIME.toMillis() * written / entries);
        lines.append(first + written).append('\t').append(at).append("\tAsia/Shanghai\t").append(actor)
                .append("\tSTAFF\t").append(post).append('\t').append(outlet(outlet)).append("\tdevice-").append(actor)
                .append("\t10.1.2.3\tVIEW\t").append(purpose).append('\t').append(stage).append('\t').append(waybill)
                .append("\t\\\\x").append(refs[recipient]).append("\t{").append(fields).append("}\tGRANTED\trule\t1\t")
                .append("0b54d9fc-9b0e-4c3f-9d61-2f6a3c1f3f0e\t").append(at).append('\n');
        written++;
    }

    long parcels() {
        return parcels;
    }

    /** So many of those whom somebody saw, at random. */
    List<Integer> leakedBy(String person, int count) {
        var all = new ArrayList<>(seen.get(person).stream().boxed().toList());
        Collections.shuffle(all, random);
        return all.subList(0, Math.min(count, all.size()));
    }

    /** Phones of a list with noise: half of it nobody's recipients, half anybody's. */
    List<String> phones(List<Integer> leaked, int noise) {
        var list = new ArrayList<>(leaked.stream().map(Disclosures::phone).toList());
        IntStream.range(0, noise / 2).forEach(number -> list.add("167%08d".formatted(number)));
        IntStream.range(noise / 2, noise).forEach(_ -> list.add(phone(random.nextInt(refs.length))));
        Collections.shuffle(list, random);
        return list;
    }
}
