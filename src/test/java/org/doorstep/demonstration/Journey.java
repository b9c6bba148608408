package org.doorstep.demonstration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The way of a parcel from CREATED to where it stands, with the outlet of each step. */
final class Journey {
    private static final List<String> TO_PICKUP = List.of("ASSIGNED_PICKUP", "PICKED_UP");
    private static final List<String> TO_RUN = List.of("ASSIGNED_PICKUP", "PICKED_UP", "HUB", "OUTLET",
            "OUT_FOR_DELIVERY");
    private static final Map<String, List<String>> AFTER_RUN = Map.of("SIGNED", List.of("SIGNED"), "CLAIM",
            List.of("SIGNED", "CLAIM"), "CLOSED", List.of("SIGNED", "CLOSED"), "EXCEPTION", List.of("EXCEPTION"),
            "RETURNING", List.of("EXCEPTION", "RETURNING"));

    private static final Map<String, String> PROVINCE_LETTERS = Map.ofEntries(Map.entry("北京市", "BJ"),
            Map.entry("天津市", "TJ"), Map.entry("河北省", "HE"), Map.entry("山西省", "SX"), Map.entry("内蒙古自治区", "NM"),
            Map.entry("辽宁省", "LN"), Map.entry("吉林省", "JL"), Map.entry("黑龙江省", "HL"), Map.entry("上海市", "SH"),
            Map.entry("江苏省", "JS"), Map.entry("浙江省", "ZJ"), Map.entry("安徽省", "AH"), Map.entry("福建省", "FJ"),
            Map.entry("江西省", "JX"), Map.entry("山东省", "SD"), Map.entry("河南省", "HA"), Map.entry("湖北省", "HB"),
            Map.entry("湖南省", "HN"), Map.entry("广东省", "GD"), Map.entry("广西壮族自治区", "GX"), Map.entry("海南省", "HI"),
            Map.entry("重庆市", "CQ"), Map.entry("四川省", "SC"), Map.entry("贵州省", "GZ"), Map.entry("云南省", "YN"),
            Map.entry("西藏自治区", "XZ"), Map.entry("陕西省", "SN"), Map.entry("甘肃省", "GS"), Map.entry("青海省", "QH"),
            Map.entry("宁夏回族自治区", "NX"), Map.entry("新疆维吾尔自治区", "XJ"));

    private Journey() {
    }

    static List<Step> to(String stage, GeneratedParcel parcel) {
        return path(stage).stream().map(step -> new Step(step, where(step, parcel))).toList();
    }

    private static List<String> path(String stage) {
        if (TO_RUN.contains(stage)) {
            return TO_RUN.subList(0, TO_RUN.indexOf(stage) + 1);
        }
        var after = Objects.requireNonNull(AFTER_RUN.get(stage), stage);
        var path = new ArrayList<>(TO_RUN);
        path.addAll(after);
        return path;
    }

    private static String where(String step, GeneratedParcel parcel) {
        var outlet = DeliveryOutlet.ofCode(parcel.outlet());
        if (step.equals("HUB")) {
            return outlet.hub();
        }
        boolean elsewhere = parcel.shape().direction() == Direction.INBOUND && TO_PICKUP.contains(step);
        return elsewhere ? origin(parcel.sender().province()) : outlet.code();
    }

    /** The outlet that collected an inbound parcel: one for each province, in the letters of ISO 3166-2:CN. */
    private static String origin(String province) {
        return Objects.requireNonNull(PROVINCE_LETTERS.get(province), province) + "-OR-01";
    }
}
