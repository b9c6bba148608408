package org.doorstep.demonstration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** The villages and communities of the resource {@code demonstration/divisions.tsv}. */
final class Divisions {
    private static final String RESOURCE = "/demonstration/divisions.tsv";
    private static final Set<String> MERCHANT_PROVINCES = Set.of("浙江省", "广东省", "江苏省", "福建省", "山东省",
            "河北省");

    private final Map<DeliveryOutlet, Area> local = new EnumMap<>(DeliveryOutlet.class);
    private final Area merchants;
    private final Area country;

    private Divisions(List<Division> all) {
        for (var outlet : DeliveryOutlet.values()) {
            local.put(outlet, Area.of(all, division -> division.district().equals(outlet.district())));
        }
        merchants = Area.of(all, division -> remote(division) && merchant(division));
        country = Area.of(all, Divisions::remote);
    }

    static Divisions load() {
        try (var stream = Objects.requireNonNull(Divisions.class.getResourceAsStream(RESOURCE), RESOURCE);
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return new Divisions(reader.lines().skip(1).map(Division::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Division near(Chance chance, DeliveryOutlet outlet, AddressKind kind) {
        return Objects.requireNonNull(local.get(outlet)).draw(chance, kind);
    }

    /** A place away from the outlets, more often in the provinces where the merchants are. */
    Division away(Chance chance, AddressKind kind) {
        return (chance.percent(60) ? merchants : country).draw(chance, kind);
    }

    private static boolean merchant(Division division) {
        return MERCHANT_PROVINCES.contains(division.province());
    }

    private static boolean remote(Division division) {
        return Arrays.stream(DeliveryOutlet.values())
                .noneMatch(outlet -> outlet.district().equals(division.district()));
    }

    /** Places of one area; a rural address takes a village, any other a community, where there is one. */
    private record Area(List<Division> villages, List<Division> communities) {

        static Area of(List<Division> all, Predicate<Division> within) {
            var villages = all.stream().filter(within).filter(Division::rural).toList();
            var communities = all.stream().filter(within).filter(division -> !division.rural()).toList();
            return new Area(villages.isEmpty() ? communities : villages,
                    communities.isEmpty() ? villages : communities);
        }

        Division draw(Chance chance, AddressKind kind) {
            return chance.one(kind == AddressKind.RURAL ? villages : communities);
        }
    }
}
