package org.doorstep.demonstration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.doorstep.demonstration.GeneratedParcel.Party;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

class ParcelGeneratorTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 21);
    private static final long SEED = 20261121;
    private static final String COMPOUND_SURNAMES = "(欧阳|上官|司马|诸葛|慕容|皇甫|尉迟|令狐|夏侯|东方|南宫|司徒|端木|公孙|独孤|轩辕)";
    private static final ParcelGenerator GENERATOR = new ParcelGenerator();
    private static final List<GeneratedParcel> PARCELS = GENERATOR.parcels(SEED, 20_000, DATE).toList();

    @Test
    void sameSeedGivesSameParcels() {
        assertEquals(PARCELS, new ParcelGenerator().parcels(SEED, 20_000, DATE).toList());
    }

    @Test
    void otherSeedGivesOtherParcels() {
        var other = GENERATOR.parcels(SEED + 1, 100, DATE).map(GeneratedParcel::recipient).toList();

        assertTrue(PARCELS.stream().limit(100).map(GeneratedParcel::recipient).noneMatch(other::contains));
    }

    @Test
    void aLaterBatchContinuesTheFirst() {
        assertEquals(PARCELS.subList(15_000, 15_100), GENERATOR.parcels(SEED, 15_000, 100, DATE).toList());
    }

    @Test
    void aParallelStreamMakesTheSameParcels() {
        assertEquals(PARCELS, GENERATOR.parcels(SEED, 20_000, DATE).parallel().toList());
    }

    @Test
    void firstParcelOfASeedStaysAsItIs() throws IOException {
        var output = new ByteArrayOutputStream();

        GenerateParcels.write(output, 1, 17, DATE);

        try (var golden = getClass().getResourceAsStream("/demonstration/seed-17.ndjson")) {
            assertEquals(new String(Objects.requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8),
                    output.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void waybillsAreUniqueAndWellFormed() {
        var waybills = new HashSet<String>();
        GENERATOR.parcels(SEED, 200_000, DATE).forEach(parcel -> assertTrue(waybills.add(parcel.waybill())));

        assertTrue(waybills.stream().allMatch(waybill -> waybill.matches("DS261121\\d{8}")));
        assertTrue(waybills.contains("DS26112100000017"));
    }

    @Test
    void tenMillionParcelsHaveWaybills() {
        var last = GENERATOR.parcels(SEED, 9_999_999, 1, DATE).toList().getFirst();

        assertEquals("DS26112110000000", last.waybill());
    }

    @Test
    void moreParcelsThanWaybillsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> GENERATOR.parcels(SEED, 1, 99_999_999, DATE));
        assertThrows(IllegalArgumentException.class, () -> GENERATOR.parcels(SEED, -1, DATE));
    }

    @Test
    void namesFollowTheMix() {
        assertNameShare(NameKind.PLAIN, 86);
        assertNameShare(NameKind.COMPOUND_SURNAME, 3);
        assertNameShare(NameKind.DOTTED, 2);
        assertNameShare(NameKind.NICKNAME, 3);
        assertNameShare(NameKind.COMPANY, 3);
        assertNameShare(NameKind.LATIN, 2);
        assertNameShare(NameKind.SINGLE, 1);
    }

    @Test
    void namesReadAsTheirKind() {
        assertReadShare(2, name -> name.matches("[\\p{IsHan}]+[·•・‧]\\p{IsHan}+"));
        assertReadShare(2, name -> name.matches("[\\p{IsLatin}'. -]+"));
        assertReadShare(1, name -> name.codePointCount(0, name.length()) == 1);
        assertReadShare(3, name -> name.matches(COMPOUND_SURNAMES + "\\p{IsHan}{1,2}"));
        assertReadShare(3, name -> name.matches(".*(公司|商贸行|便利店|大药房|五金店|服装厂|书店|水果店|美甲店).*"));
    }

    @Test
    void addressesFollowTheMix() {
        assertAddressShare(AddressKind.BLOCK, 55);
        assertAddressShare(AddressKind.OFFICE, 15);
        assertAddressShare(AddressKind.RURAL, 15);
        assertAddressShare(AddressKind.STATION, 8);
        assertAddressShare(AddressKind.ODD, 7);
        assertAddressShare(AddressKind.REGION, 1);
    }

    @Test
    void addressesReadAsTheirKind() {
        assertReads(AddressKind.BLOCK, "\\d+(栋|幢|号楼)(\\d单元)?\\d{3,4}|\\d+[-#]\\d-\\d{3,4}");
        assertReads(AddressKind.OFFICE, "[A-D]座?\\d{3,4}|号楼|\\d+楼前台");
        assertReads(AddressKind.RURAL, "[组队社屯]|(村|社区|嘎查|生活区|）)\\d+号");
        assertReads(AddressKind.STATION, "驿站|柜|服务点|代收点|超市|速递易");
    }

    @Test
    void hardCasesOccur() {
        assertOccurs("路\\d+弄\\d+号\\d+室");
        assertOccurs("[一二三四五六七八九十]号楼[一二三四五六七八九十]+单元[零一二三四五六七八九]+");
        assertOccurs("[０-９]+栋");
        assertOccurs("Bldg \\d+ Unit \\d");
        assertOccurs("[棟號][^室]*[室之樓]");
        assertOccurs("宿舍");
        assertOccurs("信箱");
        assertOccurs("部队");
        assertOccurs("\\p{IsTibetan}");
        assertOccurs("\\p{IsArabic}");
        assertOccurs("\\p{IsMongolian}");
        assertOccurs("[\u200b\u202e\u200d]");
        assertOccurs("\n");
        assertOccurs(".{180}");
    }

    @Test
    void oneInTwelveHasAPhoneInTheDetail() {
        var phone = Pattern.compile("1[4-9]\\d[- ]?\\d{4}[- ]?\\d{4}|１[０-９]{10}|一[零一二三四五六七八九]{10}");
        var found = PARCELS.stream().filter(parcel -> phone.matcher(parcel.recipient().detail()).find()).toList();

        assertShare(8, found.size());
        assertTrue(found.stream().allMatch(
                parcel -> parcel.shape().recipient().overlay() == Overlay.EMBEDDED_PHONE));
    }

    @Test
    void oneInEightIsMaskedByThePlatform() {
        var masked = PARCELS.stream().map(GeneratedParcel::recipient)
                .filter(recipient -> recipient.name().matches(".\\*\\*") && recipient.detail().contains("*")).toList();

        assertShare(12, masked.size());
        assertTrue(masked.stream().allMatch(recipient -> recipient.phone().matches("1\\d{10}-\\d{4}")));
    }

    @Test
    void oneInAHundredGoesToHongKongMacaoOrTaiwan() {
        var abroad = PARCELS.stream().map(GeneratedParcel::recipient)
                .filter(recipient -> recipient.province().matches("香港.*|澳门.*|台湾省")).toList();

        assertShare(1, abroad.size());
        assertTrue(abroad.stream().allMatch(recipient -> recipient.phone().matches("\\+(852|853|886) .*")));
    }

    @Test
    void aFewRecipientsGetSeveralParcels() {
        var seen = new HashSet<Party>();

        assertShare(6, PARCELS.stream().filter(parcel -> !seen.add(parcel.recipient())).count());
    }

    @Test
    void recipientsOfInboundParcelsLiveInTheOutletsDistrict() {
        assertTrue(PARCELS.stream().allMatch(parcel -> DeliveryOutlet.ofCode(parcel.outlet()).district()
                .equals(local(parcel).district())));
    }

    @Test
    void everyOutletHasParcels() {
        assertEquals(Set.of("SH-PD-01", "SH-XH-02", "GX-GG-03"),
                new HashSet<>(PARCELS.stream().map(GeneratedParcel::outlet).toList()));
    }

    @Test
    void sendersComeFromEveryProvince() {
        assertEquals(31, PARCELS.stream().filter(parcel -> parcel.shape().direction() == Direction.INBOUND)
                .map(parcel -> parcel.sender().province()).distinct().count());
    }

    @Test
    void noFieldIsBlankOrTooLong() {
        parties(PARCELS).forEach(party -> {
            assertTrue(fields(party).stream().noneMatch(String::isBlank));
            assertTrue(party.detail().length() < 256);
        });
    }

    @Test
    void collectedBetweenSixAndHalfPastTen() {
        PARCELS.stream().map(parcel -> OffsetDateTime.parse(parcel.collectedAt())).forEach(collected -> {
            assertEquals(DATE, collected.toLocalDate());
            assertEquals(8 * 3600, collected.getOffset().getTotalSeconds());
            assertFalse(collected.toLocalTime().isBefore(LocalTime.of(6, 0)));
            assertTrue(collected.toLocalTime().isBefore(LocalTime.of(10, 30)));
        });
    }

    @Test
    void mostRestOnTheContractSomeOnConsent() {
        assertShare(93, PARCELS.stream().filter(parcel -> parcel.legalBasis().equals("CONTRACT")).count());
        assertShare(7, PARCELS.stream().filter(parcel -> parcel.legalBasis().equals("CONSENT")).count());
    }

    @Test
    void jsonHasTheIntakesKeysAndNoOthers() throws IOException {
        var mapper = new ObjectMapper();
        for (var parcel : PARCELS.subList(0, 2_000)) {
            var json = mapper.readTree(mapper.writeValueAsBytes(parcel));
            assertEquals(List.of("waybill", "collectedAt", "outlet", "legalBasis", "noticeVersion", "weightGrams",
                    "sender", "recipient", "items"), keys(json));
            var party = List.of("name", "phone", "province", "city", "district", "town", "detail");
            assertEquals(party, keys(json.get("sender")));
            assertEquals(party, keys(json.get("recipient")));
            json.get("items").forEach(ParcelGeneratorTest::assertItem);
        }
    }

    @Test
    void everyItemClassOccursAndClothingLeads() {
        var classes = PARCELS.stream().map(parcel -> parcel.items().getFirst().itemClass()).toList();

        assertEquals(Set.of(ItemClass.values()), new HashSet<>(classes));
        assertShare(27, classes.stream().filter(ItemClass.CLOTHING::equals).count());
    }

    @Test
    void oneLineIsWrittenForEachParcel() throws IOException {
        var output = new ByteArrayOutputStream();

        GenerateParcels.write(output, 500, SEED, DATE);

        var lines = output.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(500, lines.size());
        assertEquals("DS26112100000500", new ObjectMapper().readTree(lines.getLast()).get("waybill").asText());
    }

    @Test
    void textOfAParcelNamesNobody() {
        var parcel = PARCELS.getFirst();

        assertEquals("GeneratedParcel[DS26112100000001]", parcel.toString());
        assertNotEquals(-1, parcel.recipient().toString().indexOf(parcel.recipient().district()));
        assertFalse(parcel.recipient().toString().contains(parcel.recipient().phone()));
    }

    @Test
    void thousandsOfParcelsASecond(TestReporter reporter) {
        long start = System.nanoTime();
        long items = GENERATOR.parcels(SEED, 200_000, DATE).mapToLong(parcel -> parcel.items().size()).sum();
        double seconds = (System.nanoTime() - start) / 1e9;

        reporter.publishEntry("parcels per second", String.valueOf(Math.round(200_000 / seconds)));
        assertTrue(items >= 200_000);
        assertTrue(seconds < 20, "at least 10,000 parcels a second");
    }

    private static Party local(GeneratedParcel parcel) {
        return parcel.shape().direction() == Direction.INBOUND ? parcel.recipient() : parcel.sender();
    }

    private static Stream<Party> parties(List<GeneratedParcel> parcels) {
        return parcels.stream().flatMap(parcel -> Stream.of(parcel.sender(), parcel.recipient()));
    }

    private static List<String> fields(Party party) {
        return List.of(party.name(), party.phone(), party.province(), party.city(), party.district(), party.town(),
                party.detail());
    }

    private static void assertNameShare(NameKind kind, double percent) {
        assertShare(percent, PARCELS.stream().filter(parcel -> parcel.shape().recipient().name() == kind).count());
        assertShare(percent, PARCELS.stream().filter(parcel -> parcel.shape().sender().name() == kind).count());
    }

    private static void assertAddressShare(AddressKind kind, double percent) {
        assertShare(percent, PARCELS.stream().filter(parcel -> parcel.shape().recipient().address() == kind).count());
    }

    /** Senders are never masked, so their names can be read independently of how they were made. */
    private static void assertReadShare(double percent, Predicate<String> reading) {
        assertShare(percent, PARCELS.stream().filter(parcel -> reading.test(parcel.sender().name())).count());
    }

    private static void assertShare(double percent, long found) {
        double tolerance = Math.max(0.3, 1.2 * Math.sqrt(percent * (100 - percent)) / 50);
        assertEquals(percent, found * 100.0 / PARCELS.size(), tolerance);
    }

    private static void assertReads(AddressKind kind, String pattern) {
        var expected = Pattern.compile(pattern);
        PARCELS.stream().filter(parcel -> parcel.shape().sender().address() == kind)
                .map(parcel -> parcel.sender().detail())
                .forEach(detail -> assertTrue(expected.matcher(detail).find(), detail));
    }

    private static void assertOccurs(String pattern) {
        var expected = Pattern.compile(pattern);
        assertTrue(parties(PARCELS).anyMatch(party -> expected.matcher(party.detail()).find()), pattern);
    }

    private static void assertItem(JsonNode item) {
        boolean declared = item.has("valueFen");
        assertEquals(declared ? List.of("name", "class", "quantity", "valueFen") : List.of("name", "class", "quantity"),
                keys(item));
        assertTrue(item.get("quantity").asInt() > 0);
        assertTrue(!declared || item.get("valueFen").asLong() > 0);
    }

    private static List<String> keys(JsonNode json) {
        var keys = new ArrayList<String>();
        json.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
