package org.doorstep.demonstration;

import static org.doorstep.demonstration.Mix.share;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.doorstep.demonstration.Chance.Part;
import org.doorstep.demonstration.Courier.Post;

/**
 * What lies where at half past ten in the morning of a working day. Inbound parcels were collected two days before,
 * outbound ones this morning. Each delivery courier has a run of neighbouring towns, each pickup courier a round; what
 * is left waits at the outlet or at the hub.
 */
public final class DemonstrationDay {
    /** Parcels of a delivery courier's run, where there are enough. */
    public static final int RUN = 160;
    /** Parcels of a pickup courier's round. */
    public static final int ROUND = 40;

    private static final int DAYS_UNDER_WAY = 2;
    private static final int RUN_PERCENT = 92;

    private static final Mix<String> ON_THE_RUN = Mix.of(share(63, "OUT_FOR_DELIVERY"), share(23, "SIGNED"),
            share(6, "EXCEPTION"), share(4, "RETURNING"), share(3, "CLAIM"), share(1, "CLOSED"));
    private static final Mix<String> WAITING = Mix.of(share(60, "OUTLET"), share(40, "HUB"));
    private static final Mix<String> ON_THE_ROUND = Mix.of(share(75, "ASSIGNED_PICKUP"), share(25, "PICKED_UP"));

    private final ParcelGenerator generator = new ParcelGenerator();
    private final long seed;
    private final LocalDate date;

    public DemonstrationDay(long seed, LocalDate date) {
        this.seed = seed;
        this.date = date;
    }

    /**
     * The day's parcels; 2,000 with ten delivery couriers and three pickup couriers makes full runs.
     *
     * @param count    how many parcels in all; at least a full round for each pickup courier
     * @param couriers at least one delivery courier; outlets are those of {@link DeliveryOutlet}
     */
    public List<PlannedParcel> plan(int count, List<Courier> couriers) {
        var delivering = byOutlet(couriers, Post.COURIER_DELIVERY);
        var collecting = byOutlet(couriers, Post.COURIER_PICKUP);
        var rounds = rounds(collecting);
        var arrivals = arrivals(count - total(rounds), delivering);
        var plan = new ArrayList<PlannedParcel>(count);
        take(Direction.INBOUND, date.minusDays(DAYS_UNDER_WAY), arrivals).forEach(
                (outlet, parcels) -> plan.addAll(deliver(parcels, delivering.getOrDefault(outlet, List.of()))));
        take(Direction.OUTBOUND, date, rounds).forEach(
                (outlet, parcels) -> plan.addAll(collect(parcels, collecting.getOrDefault(outlet, List.of()))));
        return List.copyOf(plan);
    }

    private static Map<DeliveryOutlet, List<Courier>> byOutlet(List<Courier> couriers, Post post) {
        var byOutlet = new EnumMap<DeliveryOutlet, List<Courier>>(DeliveryOutlet.class);
        couriers.stream().filter(courier -> courier.post() == post).forEach(courier -> byOutlet
                .computeIfAbsent(DeliveryOutlet.ofCode(courier.outlet()), outlet -> new ArrayList<>()).add(courier));
        return byOutlet;
    }

    private static Map<DeliveryOutlet, Integer> rounds(Map<DeliveryOutlet, List<Courier>> collecting) {
        var rounds = new EnumMap<DeliveryOutlet, Integer>(DeliveryOutlet.class);
        collecting.forEach((outlet, couriers) -> rounds.put(outlet, couriers.size() * ROUND));
        return rounds;
    }

    /** Shares the arrivals by delivery couriers; what does not divide goes to the first outlets. */
    private static Map<DeliveryOutlet, Integer> arrivals(int count, Map<DeliveryOutlet, List<Courier>> delivering) {
        int left = count;
        int couriersLeft = delivering.values().stream().mapToInt(List::size).sum();
        if (couriersLeft == 0 || count < 0) {
            throw new IllegalArgumentException("a day needs a delivery courier, and parcels for the rounds");
        }
        var arrivals = new EnumMap<DeliveryOutlet, Integer>(DeliveryOutlet.class);
        for (var entry : delivering.entrySet()) {
            int couriers = entry.getValue().size();
            int share = Math.ceilDiv(left * couriers, couriersLeft);
            arrivals.put(entry.getKey(), share);
            left -= share;
            couriersLeft -= couriers;
        }
        return arrivals;
    }

    private static int total(Map<DeliveryOutlet, Integer> numbers) {
        return numbers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The first parcels of a date and direction, as many for each outlet as it wants. */
    private Map<DeliveryOutlet, List<GeneratedParcel>> take(Direction direction, LocalDate collected,
            Map<DeliveryOutlet, Integer> wanted) {
        var taken = new EnumMap<DeliveryOutlet, List<GeneratedParcel>>(DeliveryOutlet.class);
        wanted.keySet().forEach(outlet -> taken.put(outlet, new ArrayList<>()));
        int left = total(wanted);
        var parcels = generator.parcels(seed, ParcelGenerator.MAX_COUNT, collected).iterator();
        while (left > 0) {
            var parcel = parcels.next();
            var outlet = DeliveryOutlet.ofCode(parcel.outlet());
            var own = taken.getOrDefault(outlet, List.of());
            if (parcel.shape().direction() == direction && own.size() < wanted.getOrDefault(outlet, 0)) {
                own.add(parcel);
                left--;
            }
        }
        return taken;
    }

    private List<PlannedParcel> deliver(List<GeneratedParcel> parcels, List<Courier> couriers) {
        int run = Math.min(RUN, parcels.size() * RUN_PERCENT / 100 / couriers.size());
        int running = run * couriers.size();
        var plan = new ArrayList<PlannedParcel>();
        var runs = neighbours(parcels.subList(0, running));
        for (int i = 0; i < running; i++) {
            plan.add(planned(runs.get(i), couriers.get(i / run).staff(), ON_THE_RUN));
        }
        parcels.subList(running, parcels.size()).forEach(parcel -> plan.add(planned(parcel, "", WAITING)));
        return plan;
    }

    private List<PlannedParcel> collect(List<GeneratedParcel> parcels, List<Courier> couriers) {
        var plan = new ArrayList<PlannedParcel>();
        for (int i = 0; i < parcels.size(); i++) {
            plan.add(planned(parcels.get(i), couriers.get(i / ROUND).staff(), ON_THE_ROUND));
        }
        return plan;
    }

    private static List<GeneratedParcel> neighbours(List<GeneratedParcel> parcels) {
        return parcels.stream().sorted(Comparator.comparing((GeneratedParcel parcel) -> parcel.recipient().town())
                .thenComparing(parcel -> parcel.recipient().detail()).thenComparing(GeneratedParcel::waybill)).toList();
    }

    private PlannedParcel planned(GeneratedParcel parcel, String courier, Mix<String> stages) {
        long number = Long.parseLong(parcel.waybill().substring(2));
        String stage = stages.draw(Chance.of(seed, number, Part.DAY));
        return new PlannedParcel(parcel, courier, Journey.to(stage, parcel));
    }
}
