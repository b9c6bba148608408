package org.doorstep.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.doorstep.siem.TlsReceiver;
import org.doorstep.stack.PackagedService;

/** Everything that can break around two replicas, in a fixed order, so that a seed means the same again. */
final class Faults {

    /**
     * Whose forgotten connections do harm that is known: what something in between swallowed is not sent again, since
     * syslog confirms nothing. {@code -Dfaults.known=true} takes them in.
     */
    private static final Set<String> KNOWN_TO_BREAK = Set.of("SIEM");

    private final Installation doorstep;
    private final Map<String, PackagedService> replicas;
    private final Map<String, Wires> wires;
    private final TlsReceiver siem;
    private final List<Fault> faults = new ArrayList<>();

    private Faults(Installation doorstep, Map<String, PackagedService> replicas, Map<String, Wires> wires,
            TlsReceiver siem) {
        this.doorstep = doorstep;
        this.replicas = replicas;
        this.wires = wires;
        this.siem = siem;
    }

    static List<Fault> around(Installation doorstep, Map<String, PackagedService> replicas, Map<String, Wires> wires,
            TlsReceiver siem) {
        var faults = new Faults(doorstep, replicas, wires, siem);
        replicas.keySet().stream().sorted().forEach(faults::ofReplica);
        faults.ofParts();
        Wires.parts().forEach(part -> {
            wires.keySet().stream().sorted().forEach(name -> faults.ofLinks(part, "replica " + name, List.of(name)));
            faults.ofLinks(part, "both replicas", wires.keySet().stream().sorted().toList());
        });
        return List.copyOf(faults.faults);
    }

    private void ofReplica(String name) {
        var service = replicas.get(name);
        var part = "replica " + name;
        add(Fault.of(part, "killed", 0, 1000, service::kill, service::restart).ofALife());
        add(Fault.of(part, "halted", 300, 8000, service::suspend, service::resume).halting(name));
    }

    private void ofParts() {
        var database = doorstep.database();
        add(Fault.of("PostgreSQL", "killed", 0, 2000, database::kill, database::restart));
        add(Fault.of("PostgreSQL", "halted", 300, 7000, database::suspend, database::resume));
        var redis = doorstep.redis();
        add(Fault.of("Redis", "killed", 0, 3000, redis::kill, redis::restart));
        add(Fault.of("Redis", "halted", 300, 5000, redis::suspend, redis::resume));
        add(Fault.of("SIEM", "killed", 0, 3000, siem::close, siem::restart));
    }

    private void ofLinks(String part, String whose, List<String> names) {
        var way = part + " of " + whose;
        add(on(way, "slow by 120 ms", names, part, 1000, 5000, link -> link.delay(Duration.ofMillis(120))));
        add(on(way, "20 kB/s", names, part, 1000, 5000, link -> link.narrow(20_000)));
        add(on(way, "every 20th answer cut", names, part, 1000, 4000, link -> link.cut(20)));
        add(on(way, "silent", names, part, 300, 8000, Link::hold));
        add(on(way, "reset and refused", names, part, 100, 3000, Link::refuse));
        if (!KNOWN_TO_BREAK.contains(part) || Boolean.getBoolean("faults.known")) {
            add(on(way, "connections forgotten", names, part, 300, 4000, Link::forget));
        }
    }

    private Fault on(String way, String what, List<String> names, String part, int least, int most,
            Consumer<Link> begin) {
        var links = names.stream().map(name -> wires.get(name).of(part)).toList();
        return Fault.of(way, what, least, most, () -> links.forEach(begin), () -> links.forEach(Link::heal));
    }

    private void add(Fault fault) {
        faults.add(fault);
    }
}
