package org.doorstep.masking;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of persons and organisations.
 *
 * <p>GB/T 41833-2022, as reported from the press conference of 2023-04-07, has a waybill hide one Chinese character or
 * more. What stays is our own choice: the first character, a compound surname of a name of three or more, or the place
 * that an organisation's name begins with. A fixed mark takes the rest, so that its length is hidden too.
 */
public final class Names {

    private static final int LIMIT = 256;
    private static final String REST = "**";
    private static final String ONE = "*";

    private static final Pattern ORGANISATION = Pattern
            .compile("公司|集[团團]|有限|企[业業]|商行|商店|[门門]店|店$|[厂廠]|[银銀]行|[学學]校|大[学學]|[学學]院"
                    + "|[医醫]院|中心|事[务務]所|工作室|超市|酒店|[协協][会會]|委[员員][会會]|研究[所院]|政府|[部局]$");

    private static final Set<String> COMPOUND_SURNAMES = words("""
            欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 长孙 長孫 宇文 轩辕 軒轅
            东方 東方 独孤 獨孤 南宫 南宮 夏侯 端木 百里 呼延 闻人 聞人 太史 公冶 澹台 澹臺 淳于 单于 單于 申屠
            仲孙 仲孫 东郭 東郭 西门 西門 拓跋 万俟 萬俟 濮阳 濮陽 赫连 赫連 钟离 鍾離 公羊 闾丘 閭丘 司空 司寇
            梁丘 左丘 第五 纳兰 納蘭 完颜 完顏 叶赫 葉赫 耶律 鲜于 鮮于 亓官 漆雕 乐正 樂正 宗政 公良 宰父 谷梁
            段干 巫马 巫馬 颛孙 顓孫 羊舌 子车 子車""");

    private static final Set<String> PLACES = words("""
            北京 上海 天津 重庆 重慶 河北 山西 辽宁 遼寧 吉林 江苏 江蘇 浙江 安徽 福建 江西 山东 山東 河南 湖北
            湖南 广东 廣東 海南 四川 贵州 貴州 云南 雲南 陕西 陝西 甘肃 甘肅 青海 台湾 臺灣 广西 廣西 西藏 宁夏
            寧夏 新疆 香港 澳门 澳門 中国 中國 深圳 广州 廣州 杭州 南京 苏州 蘇州 无锡 無錫 宁波 寧波 温州 義烏
            义乌 金华 金華 合肥 福州 厦门 廈門 泉州 南昌 济南 濟南 青岛 青島 郑州 鄭州 武汉 武漢 长沙 長沙 东莞
            東莞 佛山 中山 珠海 惠州 南宁 南寧 海口 成都 贵阳 貴陽 昆明 西安 兰州 蘭州 西宁 西寧 银川 銀川 拉萨
            沈阳 瀋陽 大连 大連 长春 長春 太原""");

    private Names() {
    }

    /**
     * What the form lets through: {@code FULL} the name as stored, {@code MASKED} its first character, {@code SURNAME}
     * the same for a person with a Chinese name and {@code **} for any other; nothing for the other forms.
     *
     * <p>A name that came in masked is all there is of it: {@code FULL} shows it as stored, the others no more than
     * they would of a real one.
     */
    public static Shown show(String full, Form form) {
        return switch (form) {
            case FULL -> Shown.Text.stored(full);
            case MASKED -> masked(full, false);
            case SURNAME -> masked(full, true);
            case TAIL4, AREA, CLASS, HAZARD, VERIFIED, PSEUDONYM, NONE -> new Shown.Hidden();
        };
    }

    /** Whether some platform has hidden a part of the name already, as in {@code 林**}. */
    public static boolean isPremasked(String name) {
        return Glyphs.plain(name, LIMIT).indexOf('*') >= 0;
    }

    private static Shown masked(String full, boolean surnameOnly) {
        String name = Glyphs.plain(full, LIMIT);
        if (name.isEmpty()) {
            return new Shown.Hidden();
        }
        int shown = surnameOnly && !beginsWithSurname(name) ? 0 : shownPoints(name);
        if (shown == 0) {
            return new Shown.Text(name.codePointCount(0, name.length()) == 1 ? ONE : REST);
        }
        return new Shown.Text(head(name, shown) + REST);
    }

    private static boolean beginsWithSurname(String name) {
        return Character.isIdeographic(name.codePointAt(0))
                && !ORGANISATION.matcher(name).find()
                && !isPremaskedPlace(name)
                && name.codePoints().noneMatch(Names::isNameDot);
    }

    /** The dot inside transcribed names, in the shapes that keyboards offer. */
    private static boolean isNameDot(int point) {
        return "·•・‧∙⋅.".indexOf(point) >= 0;
    }

    private static int shownPoints(String name) {
        if (!Character.isLetter(name.codePointAt(0))) {
            return 0;
        }
        return name.indexOf('*') >= 0 ? shownOfPremasked(beforeStar(name)) : shownOfReal(name);
    }

    private static int shownOfPremasked(String rest) {
        return PLACES.contains(rest) || COMPOUND_SURNAMES.contains(head(rest, 2)) ? 2 : 1;
    }

    private static int shownOfReal(String name) {
        long han = name.codePoints().filter(Character::isIdeographic).count();
        String two = head(name, 2);
        if (han >= 3 && (COMPOUND_SURNAMES.contains(two) || isPlaceOfOrganisation(two, name))) {
            return 2;
        }
        return name.codePoints().filter(Names::isNameCharacter).limit(2).count() == 2 ? 1 : 0;
    }

    private static boolean isPlaceOfOrganisation(String two, String name) {
        return PLACES.contains(two) && ORGANISATION.matcher(name).find();
    }

    private static boolean isPremaskedPlace(String name) {
        return name.indexOf('*') == 2 && PLACES.contains(beforeStar(name));
    }

    private static boolean isNameCharacter(int point) {
        return Character.isLetter(point) || Character.getType(point) == Character.OTHER_SYMBOL;
    }

    private static String beforeStar(String name) {
        int star = name.indexOf('*');
        return star < 0 ? name : name.substring(0, star);
    }

    private static String head(String name, int points) {
        long there = name.codePointCount(0, name.length());
        return there < points ? name : name.substring(0, name.offsetByCodePoints(0, points));
    }

    private static Set<String> words(String list) {
        return Set.of(list.split("\\s+"));
    }
}
