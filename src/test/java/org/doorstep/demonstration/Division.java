package org.doorstep.demonstration;

import java.util.regex.Pattern;

/** One village or community with the divisions above it, as the statistics bureau names them. */
record Division(String province, String city, String district, String town, String committee) {
    private static final Pattern COMMITTEE = Pattern.compile(
            "(社区)?(居民委员会|居民委会员|居委会|村民委员会|村委会|村委员|委员会|委会)$");
    private static final Pattern RURAL = Pattern.compile("(村委会|村民委员会|村|嘎查)$");
    private static final Pattern PLACE = Pattern.compile("(村|村（.村）|社区|嘎查|生活区)$");

    static Division parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 5) {
            throw new IllegalStateException("a division has five cells");
        }
        return new Division(cells[0], cells[1], cells[2], cells[3], cells[4]);
    }

    boolean rural() {
        return RURAL.matcher(committee).find() && !committee.contains("社区");
    }

    /** The place as people write it: the committee's name without the committee. */
    String locality() {
        String place = COMMITTEE.matcher(committee).replaceFirst("");
        if (PLACE.matcher(place).find()) {
            return place;
        }
        return place + (rural() ? "村" : "社区");
    }

    /** The city without its kind, as in a company's name. */
    String shortCity() {
        return city.endsWith("自治州") ? city.substring(0, 2) : city.replaceFirst("(市|地区|盟)$", "");
    }
}
