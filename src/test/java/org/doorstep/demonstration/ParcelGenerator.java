package org.doorstep.demonstration;

import static org.doorstep.demonstration.Mix.share;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.Chance.Part;
import org.doorstep.demonstration.GeneratedParcel.Party;
import org.doorstep.demonstration.GeneratedParcel.PartyShape;
import org.doorstep.demonstration.GeneratedParcel.Shape;

/**
 * Makes up parcels. A parcel depends only on the seed, its index and the date, so a stream may run in parallel, start
 * anywhere and be split over machines. The mix of names and addresses holds for senders and for recipients; embedded
 * numbers and platform masks are put on recipients only.
 */
public final class ParcelGenerator {
    /** How many parcels one date has waybill numbers for. */
    public static final int MAX_COUNT = 99_999_999;

    private static final String NOTICE_VERSION = "2026-01";
    private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);
    private static final LocalTime FIRST_COLLECTION = LocalTime.of(6, 0);
    private static final int COLLECTION_SECONDS = 16_200;
    private static final int CONSENT_PERCENT = 7;
    private static final int REPEAT_PERCENT = 6;
    private static final int REPEAT_WINDOW = 200;

    private static final Mix<Overlay> OVERLAYS = Mix.of(share(80, Overlay.NONE), share(8, Overlay.EMBEDDED_PHONE),
            share(12, Overlay.PLATFORM_MASKED));
    private static final Mix<Destination> DESTINATIONS = Mix.of(share(91, Destination.OUTLET),
            share(8, Destination.COUNTRY), share(1, Destination.REGION));
    private static final Mix<DeliveryOutlet> URBAN = Mix.of(share(50, DeliveryOutlet.PUDONG),
            share(40, DeliveryOutlet.XUHUI), share(10, DeliveryOutlet.QINTANG));
    private static final Mix<DeliveryOutlet> RURAL = Mix.of(share(20, DeliveryOutlet.PUDONG),
            share(80, DeliveryOutlet.QINTANG));

    private final Divisions divisions = Divisions.load();

    /**
     * The first parcels of a date.
     *
     * @param seed  same seed, same parcels
     * @param count from 0 to {@link #MAX_COUNT}
     * @param date  date of the waybill numbers; parcels are collected from 06:00 to 10:30 of it, China time
     */
    public Stream<GeneratedParcel> parcels(long seed, int count, LocalDate date) {
        return parcels(seed, 0, count, date);
    }

    /** The parcels from an index on: batches whose indexes do not overlap share no waybill number. */
    public Stream<GeneratedParcel> parcels(long seed, int first, int count, LocalDate date) {
        if (first < 0 || count < 0 || count > MAX_COUNT - first) {
            throw new IllegalArgumentException("indexes are from 0 up to " + MAX_COUNT);
        }
        String prefix = waybillPrefix(date);
        return IntStream.range(first, first + count).mapToObj(index -> parcel(seed, index, date, prefix));
    }

    private GeneratedParcel parcel(long seed, int index, LocalDate date, String prefix) {
        int root = root(seed, index);
        var delivery = delivery(seed, root);
        var sender = sender(Chance.of(seed, index, Part.SENDER), delivery);
        var chance = Chance.of(seed, index, Part.CONTENT);
        var contents = ItemCatalogue.contents(chance);
        var shape = new Shape(delivery.direction, sender.shape, delivery.recipient.shape, root != index);
        return new GeneratedParcel(waybill(prefix, index), collectedAt(chance, date), delivery.outlet.code(),
                chance.percent(CONSENT_PERCENT) ? "CONSENT" : "CONTRACT", NOTICE_VERSION, contents.weightGrams(),
                sender.party, delivery.recipient.party, contents.items(), shape);
    }

    /** The index whose recipient this parcel goes to: its own, or now and then one not long before it. */
    private static int root(long seed, int index) {
        int root = index;
        var chance = Chance.of(seed, root, Part.REPEAT);
        while (root > 0 && chance.percent(REPEAT_PERCENT)) {
            root -= chance.between(1, Math.min(root, REPEAT_WINDOW));
            chance = Chance.of(seed, root, Part.REPEAT);
        }
        return root;
    }

    private Delivery delivery(long seed, int root) {
        var place = Chance.of(seed, root, Part.PLACE);
        var chance = Chance.of(seed, root, Part.RECIPIENT);
        var near = AddressDetails.KINDS.draw(place);
        var away = AddressDetails.KINDS.draw(place);
        var outlet = (near == AddressKind.RURAL ? RURAL : URBAN).draw(place);
        return switch (DESTINATIONS.draw(place)) {
            case OUTLET -> new Delivery(Direction.INBOUND, outlet, away,
                    recipient(chance, near, divisions.near(place, outlet, near)));
            case COUNTRY -> new Delivery(Direction.OUTBOUND, outlet, near,
                    recipient(chance, away, divisions.away(place, away)));
            case REGION -> new Delivery(Direction.OUTBOUND, outlet, near,
                    regional(chance, place.one(RegionPlace.ALL)));
        };
    }

    private MadeParty sender(Chance chance, Delivery delivery) {
        var kind = delivery.senderKind;
        var place = delivery.direction == Direction.INBOUND ? divisions.away(chance, kind)
                : divisions.near(chance, delivery.outlet, kind);
        return party(chance, kind, place, Overlay.NONE);
    }

    private static MadeParty recipient(Chance chance, AddressKind kind, Division place) {
        return party(chance, kind, place, OVERLAYS.draw(chance));
    }

    private static MadeParty party(Chance chance, AddressKind kind, Division place, Overlay overlay) {
        var nameKind = PersonNames.KINDS.draw(chance);
        String name = PersonNames.name(chance, nameKind, place.shortCity());
        String detail = AddressDetails.detail(chance, kind, place);
        var phoneKind = PhoneNumbers.KINDS.draw(chance);
        return switch (overlay) {
            case NONE -> made(place, name, PhoneNumbers.phone(chance, phoneKind), detail,
                    new PartyShape(nameKind, kind, phoneKind, overlay));
            case EMBEDDED_PHONE -> made(place, name, PhoneNumbers.phone(chance, phoneKind),
                    detail + PhoneNumbers.note(chance), new PartyShape(nameKind, kind, phoneKind, overlay));
            case PLATFORM_MASKED -> made(place, PlatformMask.name(name), PhoneNumbers.phone(chance, PhoneKind.VIRTUAL),
                    PlatformMask.detail(chance, place), new PartyShape(nameKind, kind, PhoneKind.VIRTUAL, overlay));
        };
    }

    private static MadeParty made(Division place, String name, String phone, String detail, PartyShape shape) {
        var party = new Party(name, phone, place.province(), place.city(), place.district(), place.town(), detail);
        return new MadeParty(party, shape);
    }

    /** A party of Hong Kong, Macao or Taiwan, with neither a mask nor an embedded number. */
    private static MadeParty regional(Chance chance, RegionPlace place) {
        var nameKind = PersonNames.KINDS.draw(chance);
        var party = new Party(PersonNames.name(chance, nameKind, place.city()),
                PhoneNumbers.region(chance, place.countryCode()), place.province(), place.city(), place.district(),
                place.town(), place.detail(chance));
        return new MadeParty(party, new PartyShape(nameKind, AddressKind.REGION, PhoneKind.REGION, Overlay.NONE));
    }

    private static String waybillPrefix(LocalDate date) {
        return "DS" + DateTimeFormatter.ofPattern("yyMMdd").format(date);
    }

    private static String waybill(String prefix, int index) {
        String serial = String.valueOf(index + 1);
        return prefix + "0".repeat(8 - serial.length()) + serial;
    }

    private static String collectedAt(Chance chance, LocalDate date) {
        var time = FIRST_COLLECTION.plusSeconds(chance.between(0, COLLECTION_SECONDS - 1));
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.of(date, time, CHINA));
    }

    private enum Destination {
        OUTLET, COUNTRY, REGION
    }

    private record MadeParty(Party party, PartyShape shape) {
    }

    private record Delivery(Direction direction, DeliveryOutlet outlet, AddressKind senderKind, MadeParty recipient) {
    }
}
