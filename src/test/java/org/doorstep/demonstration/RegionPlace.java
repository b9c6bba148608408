package org.doorstep.demonstration;

import java.util.List;

/** A place in Hong Kong, Macao or Taiwan with the telephone code and the manner of its addresses. */
record RegionPlace(String countryCode, String province, String city, String district, String town) {
    private static final String HONG_KONG = "香港特别行政区";
    private static final String MACAO = "澳门特别行政区";
    private static final String TAIWAN = "台湾省";

    static final List<RegionPlace> ALL = List.of(
            new RegionPlace("852", HONG_KONG, "香港岛", "湾仔区", "铜锣湾"),
            new RegionPlace("852", HONG_KONG, "九龙", "油尖旺区", "旺角"),
            new RegionPlace("852", HONG_KONG, "九龙", "观塘区", "观塘"),
            new RegionPlace("852", HONG_KONG, "新界", "沙田区", "沙田"),
            new RegionPlace("853", MACAO, "澳门半岛", "花地玛堂区", "黑沙环"),
            new RegionPlace("853", MACAO, "澳门外岛", "嘉模堂区", "氹仔"),
            new RegionPlace("886", TAIWAN, "台北市", "大安区", "大安区"),
            new RegionPlace("886", TAIWAN, "新北市", "板桥区", "板桥区"),
            new RegionPlace("886", TAIWAN, "台中市", "西屯区", "西屯区"));

    String detail(Chance chance) {
        int number = chance.between(1, 399);
        int floor = chance.between(2, 30);
        String flat = chance.one(List.of("A", "B", "C", "D"));
        if (countryCode.equals("886")) {
            return "雲溪路" + chance.between(1, 4) + "段" + number + "巷" + chance.between(1, 30) + "弄"
                    + chance.between(1, 60) + "號" + floor + "樓之" + chance.between(1, 4);
        }
        return chance.percent(60) ? "銀嶺道" + number + "號金龍大廈" + floor + "樓" + flat + "室"
                : "Flat " + flat + ", " + floor + "/F, Golden Court, " + number + " Silver Ridge Road";
    }
}
