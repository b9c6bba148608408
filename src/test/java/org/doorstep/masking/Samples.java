package org.doorstep.masking;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Made-up names, numbers and addresses that look real, each with the parts that must be hidden, and arbitrary text. */
final class Samples {

    private static final String SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁";
    private static final String GIVEN = "伟芳娜敏静丽强磊洋艳勇杰军涛明超霞平刚桂英华玉兰轩庭城苑路街道村";
    private static final String NOISE = "0123456789０１３８一二三八零*＊-－ +()转#,;x.栋幢座单元室户号楼层村组路弄街小区花园"
            + "王欧阳公司店😀\u200b\u202e\ufe0f\ud800\udc00\u0301\u3000\n\t|@vwxq微信ext分机丰巢A";

    private Samples() {
    }

    /** A text and the parts it was made of; the extension consists of nines, which the digits do not have. */
    record Phone(String text, String country, String digits, String extension) {
    }

    /** What must remain of a detail, its unit, household and room, and what somebody wrote behind them. */
    record Detail(String shown, String household, String remark) {
        String text() {
            return shown + household + remark;
        }
    }

    static Arbitrary<String> anything() {
        Arbitrary<String> unicode = Arbitraries.strings().ofMaxLength(60);
        Arbitrary<String> noise = Arbitraries.strings().withChars(NOISE.toCharArray()).ofMaxLength(40);
        Arbitrary<String> realistic = Arbitraries.oneOf(
                chineseNames(), phones().map(Phone::text), details().map(Detail::text), organisations());
        Arbitrary<String> mixed = Combinators.combine(noise, realistic, noise).as((a, b, c) -> a + b + c);
        return Arbitraries.oneOf(unicode, noise, realistic, mixed, realistic.map(Samples::starred));
    }

    private static String starred(String text) {
        int third = text.length() / 3;
        return text.substring(0, third) + "****" + text.substring(text.length() - third);
    }

    static Arbitrary<String> chineseNames() {
        Arbitrary<String> surname = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.chars().with(SURNAMES).map(String::valueOf)),
                Tuple.of(1, Arbitraries.of("欧阳", "司马", "諸葛", "上官", "尉迟", "完颜")));
        Arbitrary<String> given = Arbitraries.strings().withChars(GIVEN).ofMaxLength(3);
        Arbitrary<String> behind = Arbitraries.of("", "", "", "先生", "女士", " ", "\u200b", "（收）", "1");
        return Combinators.combine(surname, given, behind).as((a, b, c) -> a + b + c);
    }

    static Arbitrary<String> organisations() {
        Arbitrary<String> place = Arbitraries.of("深圳市", "杭州", "", "北京", "中国");
        Arbitrary<String> kind = Arbitraries.of("有限公司", "集团", "商店", "大學");
        return Combinators.combine(place, chineseNames(), kind, chineseNames())
                .as((where, core, what, person) -> where + core + what + " " + person + "收");
    }

    static Arbitrary<Phone> phones() {
        Arbitrary<String> country = Arbitraries.of("", "", "", "+86 ", "0086", "+86-", "（+86）");
        Arbitrary<Phone> mainland = Combinators.combine(country, national(), extensions(), spelling())
                .as((code, digits, extension, spelling) -> new Phone(
                        spelling.of(dialled(code, digits).replace("/", spelling.separator) + extension),
                        "", digits.replace("/", ""), extension));
        Arbitrary<Phone> neighbours = Combinators.combine(
                Arbitraries.of("852", "853"), digits(8), extensions(), spelling())
                .as((code, digits, extension, spelling) -> new Phone(spelling.of("+" + code + " " + digits + extension),
                        code, digits, extension));
        Arbitrary<Phone> brief = Arbitraries.integers().between(1, 6).flatMap(Samples::digits)
                .map(digits -> new Phone(digits, "", digits, ""));
        return Arbitraries.oneOf(mainland, mainland, neighbours, brief);
    }

    /** Behind +86 the area code loses its 0. */
    private static String dialled(String code, String digits) {
        return code.equals("+86 ") && digits.startsWith("0") ? code + digits.substring(1) : code + digits;
    }

    /** A national number, a slash where people set separators. */
    private static Arbitrary<String> national() {
        Arbitrary<String> mobile = Combinators.combine(Arbitraries.of("140", "160"), digits(4), digits(4))
                .as((a, b, c) -> a + "/" + b + "/" + c);
        Arbitrary<String> fixed = Combinators.combine(
                Arbitraries.of("010", "020", "0755", "0571"), Arbitraries.of("2", "6", "8"), digits(7))
                .as((area, first, rest) -> area + "/" + first + rest);
        Arbitrary<String> service = digits(7).map(rest -> "400/" + rest.substring(0, 3) + "/" + rest.substring(3));
        return Arbitraries.oneOf(mobile, fixed, service);
    }

    private static Arbitrary<String> digits(int length) {
        return Arbitraries.strings().withCharRange('0', '8').ofLength(length);
    }

    private static Arbitrary<String> extensions() {
        Arbitrary<String> marker = Arbitraries.of("-", "转", "轉", " 转 ", "分机", ",", "#", " ext.", ";ext=", "x");
        Arbitrary<String> some = Combinators.combine(marker, Arbitraries.integers().between(1, 6))
                .as((mark, length) -> mark + "9".repeat(length));
        return Arbitraries.oneOf(Arbitraries.just(""), some);
    }

    private static Arbitrary<Spelling> spelling() {
        return Combinators.combine(Arbitraries.of("ascii", "wide", "han", "circled"), Arbitraries.of("", "-", " ", "."))
                .as(Spelling::new);
    }

    private record Spelling(String script, String separator) {
        String of(String text) {
            return switch (script) {
                case "wide" -> replaced(text, "０１２３４５６７８９");
                case "han" -> replaced(text, "〇一二三四五六七八九");
                case "circled" -> replaced(text, "⓪①②③④⑤⑥⑦⑧⑨");
                default -> text;
            };
        }

        private static String replaced(String text, String digits) {
            StringBuilder replaced = new StringBuilder();
            for (int at = 0; at < text.length(); at++) {
                char sign = text.charAt(at);
                replaced.append(sign >= '0' && sign <= '9' ? digits.charAt(sign - '0') : sign);
            }
            return replaced.toString();
        }
    }

    static Arbitrary<Detail> details() {
        Arbitrary<String> road = Combinators.combine(
                Arbitraries.of("文三路", "人民东路", "五一大道", "建設大街"), Arbitraries.integers().between(1, 450))
                .as((name, number) -> name + number + "号");
        Arbitrary<String> lane = Combinators.combine(
                Arbitraries.integers().between(10, 450), Arbitraries.integers().between(1, 99))
                .as((number, house) -> "天钥桥路" + number + "弄" + house + "号");
        Arbitrary<String> community = Arbitraries.of("幸福里小区", "阳光花园", "和平新村", "软件产业基地", "国贸大厦", "紅星社區", "二期");
        Arbitrary<String> building = Combinators.combine(
                Arbitraries.of("3", "12", "A", "B1", "十二", "８"), Arbitraries.of("栋", "幢", "座", "号楼", "號樓"))
                .as((number, kind) -> number + kind);
        Arbitrary<String> village = Arbitraries.of("张家村", "李莊村", "红旗村三组", "五星村12组");
        Arbitrary<String> town = Combinators.combine(
                Arbitraries.of("", "杭州市西湖区"),
                Arbitraries.oneOf(road, Arbitraries.just("")),
                community,
                building)
                .as((area, street, estate, house) -> area + street + estate + house);
        return Arbitraries.oneOf(
                Combinators.combine(Arbitraries.oneOf(town, town, lane), households(), remarks()).as(Detail::new),
                Combinators.combine(village, Arbitraries.integers().between(1, 99).map(house -> house + "号"), remarks())
                        .as(Detail::new));
    }

    private static Arbitrary<String> households() {
        Arbitrary<String> number = Arbitraries.of("501", "1203", "五零一", "五百零一", "５０１", "2-501", "#501");
        return Combinators.combine(
                Arbitraries.of("", "", "", "2单元", "二單元", " 3 单元", "乙单元", "12楼", "十二樓", "5F-", "三层"),
                number,
                Arbitraries.of("", "", "", "室", "户", "房", "号房", "戶", "寝室", "铺"))
                .as((unit, room, kind) -> unit + room + kind);
    }

    private static Arbitrary<String> remarks() {
        return Arbitraries.of("", "送到门卫处谢谢", " 电话14012341234", "鐵門旁邊", " 5号楼对面小区", "，微信同号", " 王二收", "路边花园3栋",
                "对面5号楼");
    }
}
