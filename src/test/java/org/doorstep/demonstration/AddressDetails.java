package org.doorstep.demonstration;

import static org.doorstep.demonstration.Mix.share;

import java.util.List;

/** Address details: a made-up road, estate, building, unit and room below a village or community that exists. */
final class AddressDetails {
    static final Mix<AddressKind> KINDS = Mix.of(share(55, AddressKind.BLOCK), share(15, AddressKind.OFFICE),
            share(15, AddressKind.RURAL), share(8, AddressKind.STATION), share(7, AddressKind.ODD));

    private static final List<String> ROAD_FIRST = List.of("云", "锦", "翠", "梧", "临", "枫", "听", "望", "竹", "银", "鹭",
            "棠", "松", "映", "霁", "苇");
    private static final List<String> ROAD_LAST = List.of("溪路", "岭路", "桐路", "港路", "浦路", "塘街", "泉大道", "石路", "屏巷",
            "庭路", "湾路", "麓北路", "洲南路", "台东路");
    private static final List<String> ESTATE_FIRST = List.of("幸福里", "阳光", "金桂", "翠湖", "碧云", "锦绣", "书香", "和谐",
            "金色", "水岸", "丽景", "御景", "祥和", "枫丹", "梧桐", "明珠", "翰林", "清风");
    private static final List<String> ESTATE_LAST = List.of("小区", "花园", "家园", "苑", "名邸", "公馆", "新村", "佳苑", "华庭",
            "新城", "雅居", "湾");
    private static final List<String> PARKS = List.of("软件产业基地", "科技园", "创意园", "商务中心", "国际大厦", "工业园", "数码广场",
            "创业孵化园", "物流园");
    private static final List<String> ORDINALS = List.of("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二");
    private static final List<String> GROUPS = List.of("组", "组", "组", "队", "社", "屯");
    private static final List<String> WISHES = List.of("送到门卫处谢谢", "放门口即可", "（白天家里没人放驿站）", "周末派送", "勿放快递柜", "，门铃坏了请敲门");
    private static final List<String> STATIONS = List.of("菜鸟驿站", "快递驿站", "妈妈驿站", "便民服务点", "代收点", "快递超市");
    private static final List<String> LOCKERS = List.of("丰巢柜", "丰巢智能柜", "速递易", "快递柜", "自提柜");

    private AddressDetails() {
    }

    static String detail(Chance chance, AddressKind kind, Division place) {
        return switch (kind) {
            case BLOCK -> block(chance, place) + (chance.percent(6) ? chance.one(WISHES) : "");
            case OFFICE -> road(chance) + chance.between(1, 1999) + "号" + office(chance);
            case RURAL -> rural(chance, place);
            case STATION -> station(chance, place);
            case ODD -> OddDetails.detail(chance, place);
            case REGION -> throw new IllegalArgumentException("a region has addresses of its own");
        };
    }

    static String road(Chance chance) {
        return chance.one(ROAD_FIRST) + chance.one(ROAD_LAST);
    }

    static String estate(Chance chance) {
        return chance.one(ESTATE_FIRST) + chance.one(ESTATE_LAST);
    }

    /** A room number: floor, then 01 to 04. */
    static String room(Chance chance) {
        return chance.between(1, 18) + "0" + chance.between(1, 4);
    }

    static String ordinal(Chance chance) {
        return chance.one(ORDINALS);
    }

    private static String block(Chance chance, Division place) {
        String estate = beforeEstate(chance, place) + estate(chance);
        int building = chance.between(1, 36);
        int unit = chance.between(1, 4);
        String room = room(chance);
        int form = chance.between(1, 100);
        if (form <= 12) {
            return estate + building + (form <= 8 ? "-" : "#") + unit + "-" + room;
        }
        if (form <= 18) {
            return estate + building + "栋" + room + (form <= 15 ? "室" : "号房");
        }
        String block = form <= 30 ? "号楼" : form <= 38 ? "幢" : "栋";
        return estate + building + block + unit + "单元" + room + (form > 85 ? "" : "室");
    }

    private static String beforeEstate(Chance chance, Division place) {
        int form = chance.between(1, 100);
        if (form <= 45) {
            return road(chance) + chance.between(1, 999) + "号";
        }
        return form <= 60 ? place.locality() : "";
    }

    private static String office(Chance chance) {
        String park = chance.one(PARKS);
        int building = chance.between(1, 20);
        String tower = chance.one(List.of("A", "B", "C", "D"));
        String room = room(chance);
        return switch (chance.between(0, 6)) {
            case 0 -> park + tower + "座" + room + "室";
            case 1 -> park + building + "栋" + tower + "座" + room + "室";
            case 2 -> park + building + "号楼" + chance.between(2, 30) + "楼前台";
            case 3 -> building + "号楼" + tower + "座" + room;
            case 4 -> park + tower + room;
            case 5 -> park + tower + building + "栋" + chance.between(2, 12) + "楼前台";
            default -> park + building + "号楼" + room + "室";
        };
    }

    private static String rural(Chance chance, Division place) {
        String group = chance.percent(50) ? ordinal(chance) : String.valueOf(chance.between(1, 12));
        String village = place.locality() + group + chance.one(GROUPS);
        int form = chance.between(1, 100);
        if (form <= 72) {
            return village + chance.between(1, 199) + "号";
        }
        if (form <= 86) {
            return village + PersonNames.surname(chance) + chance.one(List.of("二", "三", "老五", "师傅", "大姐")) + "家";
        }
        return place.locality() + chance.between(1, 199) + "号";
    }

    private static String station(Chance chance, Division place) {
        String estate = estate(chance);
        return switch (chance.between(0, 5)) {
            case 0 -> estate + chance.one(STATIONS);
            case 1 -> chance.one(STATIONS) + "（" + estate + "店）";
            case 2 -> estate + chance.one(List.of("东门", "南门", "西门", "北门")) + chance.one(LOCKERS);
            case 3 -> place.locality() + chance.one(STATIONS);
            case 4 -> road(chance) + chance.between(1, 999) + "号" + chance.one(STATIONS);
            default -> estate + chance.between(1, 20) + "栋楼下" + chance.one(LOCKERS);
        };
    }
}
