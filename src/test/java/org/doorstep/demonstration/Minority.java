package org.doorstep.demonstration;

import java.util.List;

/** Scripts of the minority areas, with the words for village, group and number that an address needs. */
enum Minority {
    UYGHUR, TIBETAN, MONGOLIAN, ZHUANG, NONE;

    static final List<Minority> WRITTEN = List.of(UYGHUR, TIBETAN, MONGOLIAN, ZHUANG);
    private static final List<String> ZHUANG_VILLAGES = List.of("Mbanj Lajnaz", "Mbanj Gwnzdoengh", "Mbanj Daihfaex",
            "Mbanj Bakdah");

    static Minority ofProvince(String province) {
        return switch (province) {
            case "新疆维吾尔自治区" -> UYGHUR;
            case "西藏自治区" -> TIBETAN;
            case "内蒙古自治区" -> MONGOLIAN;
            case "广西壮族自治区" -> ZHUANG;
            default -> NONE;
        };
    }

    String detail(Chance chance, String locality, int number) {
        int group = chance.between(1, 9);
        return switch (this) {
            case UYGHUR -> locality + " يېڭى كەنت " + group + "-گۇرۇپپا " + number + "-نومۇر";
            case TIBETAN -> locality + " གྲོང་ཚོ། ཨང་" + tibetan(number);
            case MONGOLIAN -> locality + " ᠭᠠᠴᠠᠭ᠎ᠠ " + group + " ᠳᠤᠭᠠᠷ " + number;
            case ZHUANG -> chance.one(ZHUANG_VILLAGES) + " cuj " + group + " hauh " + number;
            case NONE -> throw new IllegalStateException("no script to write in");
        };
    }

    private static String tibetan(int number) {
        var digits = new StringBuilder();
        String.valueOf(number).chars().forEach(digit -> digits.append((char) (digit - '0' + 0x0f20)));
        return digits.toString();
    }
}
