package org.doorstep.demonstration;

import static org.doorstep.demonstration.Mix.share;

import java.util.List;

/** The address details that parsers get wrong: lanes, numerals, other scripts and widths, dormitories, stray marks. */
final class OddDetails {
    private static final Mix<Form> FORMS = Mix.of(share(34, Form.LANE), share(10, Form.NUMERALS),
            share(10, Form.FULL_WIDTH), share(8, Form.ENGLISH), share(8, Form.TRADITIONAL), share(12, Form.DORMITORY),
            share(6, Form.MINORITY_SCRIPT), share(3, Form.UNIT_NUMBER), share(3, Form.POST_BOX),
            share(4, Form.STRAY_MARKS), share(2, Form.VERY_LONG));

    private static final List<String> SCHOOLS = List.of("民族大学", "师范学院", "理工大学", "职业技术学院", "第三中学", "医学院");
    private static final List<String> STRAY = List.of("\n", "\u200b", "\u202e", "\u200d", "🏠", "\t", "\u3000",
            "\ufe0f");

    private OddDetails() {
    }

    static String detail(Chance chance, Division place) {
        boolean minorityArea = Minority.ofProvince(place.province()) != Minority.NONE;
        return form(minorityArea && chance.percent(25) ? Form.MINORITY_SCRIPT : FORMS.draw(chance), chance, place);
    }

    private static String form(Form form, Chance chance, Division place) {
        int building = chance.between(1, 20);
        int unit = chance.between(1, 4);
        String room = AddressDetails.room(chance);
        return switch (form) {
            case LANE -> lane(chance, room);
            case NUMERALS -> AddressDetails.estate(chance) + AddressDetails.ordinal(chance) + "号楼"
                    + AddressDetails.ordinal(chance) + "单元" + PhoneNumbers.numerals(room);
            case FULL_WIDTH -> AddressDetails.estate(chance)
                    + PhoneNumbers.fullWidth(building + "栋" + unit + "单元" + room + "室");
            case ENGLISH -> english(chance, building, unit, room);
            case TRADITIONAL -> traditional(chance, building, unit, room);
            case DORMITORY -> chance.one(SCHOOLS) + building + chance.one(List.of("号宿舍楼", "栋宿舍", "号公寓")) + room
                    + chance.one(List.of("", "寝室", "室"));
            case MINORITY_SCRIPT -> minority(chance, place, building);
            case UNIT_NUMBER -> chance.between(90000, 99999) + "部队" + chance.between(10, 99) + "分队";
            case POST_BOX -> chance.between(1, 999) + "信箱" + chance.between(1, 99) + "分箱";
            case STRAY_MARKS -> AddressDetails.estate(chance) + chance.one(STRAY) + building + "栋" + chance.one(STRAY)
                    + unit + "单元" + room + "室" + chance.one(STRAY);
            case VERY_LONG -> veryLong(chance, building, unit, room);
        };
    }

    private static String lane(Chance chance, String room) {
        String lane = AddressDetails.road(chance) + chance.between(2, 1999) + "弄" + chance.between(1, 120) + "号";
        return lane + room + (chance.percent(80) ? "室" : "");
    }

    private static String english(Chance chance, int building, int unit, String room) {
        String road = chance.one(List.of("Yunxi", "Fengling", "Cuihu", "Jinpu", "Songtai")) + " Road";
        return switch (chance.between(0, 3)) {
            case 0 -> "Bldg " + building + " Unit " + unit + " Room " + room;
            case 1 -> "Room " + room + ", Unit " + unit + ", Building " + building + ", Cuihu Garden";
            case 2 -> "Rm " + room + ", Tower B, No. " + chance.between(1, 999) + " " + road;
            default -> "Flat B, " + chance.between(2, 30) + "/F, " + chance.between(1, 999) + " " + road;
        };
    }

    private static String traditional(Chance chance, int building, int unit, String room) {
        if (chance.percent(50)) {
            return chance.one(List.of("金桂花園", "陽光華庭", "雲溪雅築")) + building + "棟" + unit + "單元" + room + "室";
        }
        return chance.one(List.of("雲溪路", "鷺港路", "銀嶺路")) + chance.between(1, 999) + "號" + unit + "樓之" + unit;
    }

    private static String minority(Chance chance, Division place, int number) {
        var own = Minority.ofProvince(place.province());
        var script = own == Minority.NONE ? chance.one(Minority.WRITTEN) : own;
        return script.detail(chance, place.locality(), number);
    }

    private static String veryLong(Chance chance, int building, int unit, String room) {
        var detail = new StringBuilder(AddressDetails.estate(chance)).append(building).append("栋").append(unit)
                .append("单元").append(room).append("室");
        while (detail.length() < 180) {
            detail.append("，从").append(AddressDetails.road(chance)).append("进小区第").append(chance.between(1, 9))
                    .append("个路口右转");
        }
        return detail.toString();
    }

    private enum Form {
        LANE, NUMERALS, FULL_WIDTH, ENGLISH, TRADITIONAL, DORMITORY, MINORITY_SCRIPT, UNIT_NUMBER, POST_BOX,
        STRAY_MARKS, VERY_LONG
    }
}
