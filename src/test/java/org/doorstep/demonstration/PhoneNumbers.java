package org.doorstep.demonstration;

import static org.doorstep.demonstration.Mix.share;

import java.util.List;

/**
 * Phone numbers that cannot ring, as libphonenumber 9.0.20 has it. Mobile numbers have unassigned prefixes; fixed lines
 * have an area code that does not exist and a local number that begins with 1, which no local number does; numbers of
 * Hong Kong, Macao and Taiwan begin with a digit that begins no number there. Prefix 179 is unassigned too, but is left
 * out: 179xx selects a long-distance carrier, so that the digits behind it could reach somebody.
 */
final class PhoneNumbers {
    static final Mix<PhoneKind> KINDS = Mix.of(share(88, PhoneKind.MOBILE), share(7, PhoneKind.MOBILE_WRITTEN),
            share(1, PhoneKind.MOBILE_EXTENSION), share(3, PhoneKind.FIXED), share(1, PhoneKind.FIXED_EXTENSION));

    private static final List<String> UNASSIGNED = List.of("140", "141", "142", "143", "144", "146", "148", "149",
            "160", "161", "163", "164", "168", "169", "194");
    private static final List<String> NO_AREA = List.of("026", "0361", "0645", "0612", "0657", "0321", "0480");
    private static final String NUMERALS = "零一二三四五六七八九";

    private PhoneNumbers() {
    }

    static String phone(Chance chance, PhoneKind kind) {
        return switch (kind) {
            case MOBILE -> mobile(chance);
            case MOBILE_WRITTEN -> written(chance, mobile(chance));
            case MOBILE_EXTENSION -> mobile(chance) + "转" + chance.between(801, 899);
            case FIXED -> fixed(chance);
            case FIXED_EXTENSION -> fixed(chance) + chance.one(List.of("-", "转")) + chance.between(8001, 8999);
            case VIRTUAL -> mobile(chance) + "-" + chance.digits(4);
            case REGION -> throw new IllegalArgumentException("a region's number needs its country code");
        };
    }

    /** A number of Hong Kong (852), Macao (853) or Taiwan (886). */
    static String region(Chance chance, String countryCode) {
        return switch (countryCode) {
            case "852" -> "+852 1" + chance.digits(3) + " " + chance.digits(4);
            case "853" -> "+853 4" + chance.digits(3) + " " + chance.digits(4);
            case "886" -> "+886 1" + chance.digits(2) + " " + chance.digits(3) + " " + chance.digits(3);
            default -> throw new IllegalArgumentException("no such region: " + countryCode);
        };
    }

    /** What people add to an address: a mobile number in one of the ways they write it. */
    static String note(Chance chance) {
        String number = mobile(chance);
        return switch (chance.between(0, 8)) {
            case 0 -> " 电话" + number;
            case 1 -> "，到了打" + hyphened(number) + "转801";
            case 2 -> " " + number + "微信同号";
            case 3 -> "（联系人" + PersonNames.surname(chance) + "姐 " + spaced(number) + "）";
            case 4 -> " 手机：" + fullWidth(number);
            case 5 -> "，电话" + numerals(number);
            case 6 -> "/" + number;
            case 7 -> " 打不通请打+86 " + hyphened(number);
            default -> "，放门口发短信" + number;
        };
    }

    static String numerals(String digits) {
        var text = new StringBuilder();
        digits.chars().forEach(digit -> text.append(NUMERALS.charAt(digit - '0')));
        return text.toString();
    }

    static String fullWidth(String text) {
        var wide = new StringBuilder();
        text.chars().forEach(c -> wide.append((char) (c > ' ' && c < 0x7f ? c + 0xfee0 : c)));
        return wide.toString();
    }

    private static String mobile(Chance chance) {
        return chance.one(UNASSIGNED) + chance.digits(8);
    }

    private static String written(Chance chance, String number) {
        return switch (chance.between(0, 5)) {
            case 0 -> "+86 " + hyphened(number);
            case 1 -> "+86" + number;
            case 2 -> "0086" + number;
            case 3 -> spaced(number);
            case 4 -> fullWidth(number);
            default -> hyphened(number);
        };
    }

    private static String fixed(Chance chance) {
        String area = chance.one(NO_AREA);
        return area + "-1" + chance.digits(area.length() == 3 ? 7 : 6);
    }

    private static String hyphened(String number) {
        return grouped(number, "-");
    }

    private static String spaced(String number) {
        return grouped(number, " ");
    }

    private static String grouped(String number, String separator) {
        return number.substring(0, 3) + separator + number.substring(3, 7) + separator + number.substring(7);
    }
}
