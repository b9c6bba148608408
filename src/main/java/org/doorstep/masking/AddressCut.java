package org.doorstep.masking;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far the detail of an address may be shown.
 *
 * <p>The detail is read from left to right as places, each inside the last: road and road number, community or village,
 * building. What is shown ends with the last place before the first unit, household or room, before a number that is no
 * part of a place, before a star, before the start of a remark, and before text set off by spaces or punctuation that
 * is no place. What is not understood therefore shortens the result and never lengthens it.
 *
 * <p>All tokens have bounded lengths, so the work grows with the length of the text alone. Where a token depends on the
 * character behind it a star serves as well as a digit, so that what was cut is cut at the same place again.
 */
final class AddressCut {

    private static final int LIMIT = 512;
    private static final int LONGEST_SHOWN = 480;
    private static final int LONGEST_GAP = 24;

    private static final String TRADITIONAL = "號樓棟單層戶戸門鋪組隊莊園廈區鄉鎮縣廣場學電話轉機廠豐櫃驛寢營連團師醫賓館衖邨產業軟創國請聯繫貳參陸兩";
    private static final String SIMPLIFIED = "号楼栋单层户户门铺组队庄园厦区乡镇县广场学电话转机厂丰柜驿寝营连团师医宾馆弄村产业软创国请联系贰叁陆两";

    private static final String HAN = "[零〇一二三四五六七八九十百两廿壹贰叁肆伍陆柒捌玖拾佰]{1,7}";
    private static final String NUMBER = "(?:[a-z]{0,2}[0-9]{1,5}(?:[a-z](?![a-z]))?|" + HAN + ")";
    private static final String SIGN = "(?:" + NUMBER + "|(?<![a-z])[a-z])";
    private static final String USE = "(?:学生|教工|职工)?(?:宿舍|公寓|住宅|教学|实验|办公|综合|商务|商住|家属|居民)";

    /** What a token is; where two begin at the same character the first kind here is taken. */
    private enum Kind {
        REMARK("[*@]|电话|手机|微信|联系|收件|收货|寄件|代收|亲收|转交|送到|送至|送货|放在|放到|放门|拨打|打(?=[0-9+])|备注|请"
                + "|(?<![a-z])(?:tel|phone|mob|mobile|wechat|vx)(?![a-z])"),
        LOCKER("丰巢|驿站|自提|快递柜|智能柜|储物柜|菜鸟|信箱|邮箱|部队|(?<![a-z])(?:p\\.?o|box)(?![a-z])"),
        HOUSEHOLD("单元|室|寝|楼层|地下|[负底顶]层|" + HAN + " ?(?:[层户铺房梯档床间柜]|门(?![峡县头])|楼(?![栋宇盘]))"
                + "|(?<![a-z])(?:unit|room|rm|flat|apt|apartment|suite|ste|floor|fl|level|lvl|door|house|shop|no)"
                + "(?![a-z])"),
        BUILDING("第?" + SIGN + " ?(?:号 ?)?[栋幢座]"
                + "|第?" + SIGN + " ?[号#] ?(?:" + USE + ")?楼"
                + "|(?<![a-z])[a-z] ?楼"
                + "|第?" + NUMBER + " ?号 ?(?:公寓|厂房|仓库|车间|馆)"
                + "|" + USE + "楼|(?:写字|门诊|住院|科研|图书|行政|培训|主|裙|副)楼|[东西南北中][栋座幢塔]"
                + "|(?<![a-z])(?:bldg|building|block|blk|tower)\\.? {0,2}(?:[0-9]{1,4}[a-z]?|[a-z])(?![a-z0-9])"),
        HASH_BUILDING("(?<![0-9a-z#-])[a-z]?[0-9]{1,2}#"),
        ROAD_NUMBER("第?(?:[甲乙丙丁]?(?<![0-9a-z-])[0-9]{1,5}[a-z]?|" + HAN + ") ?号(?! ?[房室铺商店门柜箱摊档桌床户])"),
        GROUP("第?" + NUMBER + " ?(?:村民小组|小组|组|生产队|队|社(?!区))(?= ?[0-9*]| ?" + HAN + "号)"),
        COMMUNITY("小区|社区|花园|花苑|家园|家苑|新村|山庄|新城|名城|公寓|大厦|大楼|广场|中心|园区|校区|厂区|院区|别墅|公馆"
                + "|(?:科技|产业|工业|创业|创意|物流|软件|高科|公|校)园|基地|华庭|豪庭|华府|名府|名苑|嘉苑|雅苑|佳苑|丽苑"
                + "|学院|大学|中学|小学|学校|幼儿园|医院|市场|商场|商城|百货|超市|酒店|宾馆|家属院|大院|宿舍区|开发区|工业区"
                + "|景区|街区|第?" + SIGN + " ?(?:号 ?(?:大院|院|地块)|期|区)"),
        ROAD("(?:" + HAN + "|[0-9]{1,5})?(?:大道|大街|公路|[国省县乡]道|胡同|支路|支弄|步行街|路|街(?!道)|巷|弄)"
                + "|" + HAN + "[段条]|[东西南北中]段|(?<![味知])道(?=[0-9*])"),
        VILLAGE("自然村|行政村|村|大队|第?" + NUMBER + "(?:师|团|连|农场|村|大队)"),
        AREA("自治[州县区旗]|街道|[省市区县镇乡]"),
        ESTATE("[城园苑府庄屯寨堡湾里坊院](?=[0-9]{1,4}(?![0-9])|\\*|" + HAN + " ?(?:单元|号|室))"),
        LOOSE_NUMBER("[0-9]"),
        START("(?!)");

        private final String pattern;

        Kind(String pattern) {
            this.pattern = pattern;
        }
    }

    private static final Kind[] KINDS = Kind.values();
    private static final Pattern TOKEN = Pattern.compile(
            Arrays.stream(KINDS).map(kind -> "(" + kind.pattern + ")").collect(Collectors.joining("|")));
    private static final Pattern SET_OFF = Pattern.compile("[ ,;。、|()\\[\\]【】《》:!?/]");
    private static final Pattern JOINT = Pattern.compile("[- ,·()东西南北中侧]{0,4}");
    private static final Pattern SPELT_ROOM = Pattern.compile("[零〇一二三四五六七八九](?:[零〇一二三四五六七八九]{2}|百)");
    private static final Pattern BEGINS_NUMBER = Pattern.compile("[0-9*]|" + HAN + "号");

    private AddressCut() {
    }

    static String plain(String text) {
        return Glyphs.plain(text, LIMIT);
    }

    /** Whether the text, a plain one, names nothing smaller than a road or a village. */
    static boolean isAreaAlone(String plain) {
        Matcher token = tokens(recognisable(plain));
        while (token.find()) {
            switch (kind(token)) {
                case AREA, ROAD, VILLAGE, COMMUNITY, ESTATE -> {
                }
                case REMARK, LOCKER, HOUSEHOLD, BUILDING, HASH_BUILDING, ROAD_NUMBER, GROUP, LOOSE_NUMBER, START -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** The part of a detail, a plain one, that may be shown; empty if no place is recognised. */
    static String shown(String plain) {
        String text = recognisable(plain);
        Matcher token = tokens(text);
        Kind last = Kind.START;
        int from = 0;
        int end = 0;
        while (token.find() && token.end() <= LONGEST_SHOWN) {
            Kind next = kind(token);
            String gap = text.substring(end, token.start());
            if (isPassedOver(next, last)) {
                continue;
            }
            if (gap.length() > LONGEST_GAP || !mayFollow(last, next, gap, text.substring(token.end()))) {
                break;
            }
            from = last == Kind.START ? afterLastSeparator(gap) : from;
            end = token.end();
            last = next;
        }
        return plain.substring(from, end);
    }

    static Matcher tokens(CharSequence text) {
        return TOKEN.matcher(text);
    }

    private static Kind kind(Matcher token) {
        int group = 1;
        while (token.start(group) < 0) {
            group++;
        }
        return KINDS[group - 1];
    }

    /** The syllables of areas are common inside the names of smaller places. */
    private static boolean isPassedOver(Kind next, Kind last) {
        return next == Kind.AREA && last != Kind.START && last != Kind.AREA;
    }

    private static boolean mayFollow(Kind last, Kind next, String gap, String rest) {
        boolean adjacent = JOINT.matcher(gap).matches();
        boolean inside = switch (last) {
            case START, AREA -> next != Kind.ROAD_NUMBER && next != Kind.GROUP;
            case ROAD -> next != Kind.GROUP && (next != Kind.ROAD_NUMBER || adjacent);
            case ROAD_NUMBER -> isCommunity(next) || isBuilding(next);
            case COMMUNITY, ESTATE -> isCommunity(next)
                    || isBuilding(next)
                    || (next == Kind.GROUP && adjacent)
                    || (next == Kind.ROAD && (adjacent || BEGINS_NUMBER.matcher(rest).lookingAt()));
            case VILLAGE -> adjacent && next != Kind.ROAD_NUMBER;
            case BUILDING, HASH_BUILDING -> adjacent && next == Kind.BUILDING;
            case REMARK, LOCKER, HOUSEHOLD, GROUP, LOOSE_NUMBER -> false;
        };
        boolean broken = SPELT_ROOM.matcher(gap).find() || (last != Kind.START && isSetOff(gap));
        return inside && !isEnd(next) && !broken;
    }

    private static boolean isCommunity(Kind kind) {
        return kind == Kind.COMMUNITY || kind == Kind.ESTATE || kind == Kind.VILLAGE;
    }

    private static boolean isBuilding(Kind kind) {
        return kind == Kind.BUILDING || kind == Kind.HASH_BUILDING;
    }

    private static boolean isEnd(Kind kind) {
        return switch (kind) {
            case REMARK, LOCKER, HOUSEHOLD, LOOSE_NUMBER, START -> true;
            case BUILDING, HASH_BUILDING, ROAD_NUMBER, GROUP, COMMUNITY, ROAD, VILLAGE, AREA, ESTATE -> false;
        };
    }

    /** Whether the text between two places holds something of its own before a separator. */
    private static boolean isSetOff(String gap) {
        return !SET_OFF.matcher(gap.substring(0, afterLastSeparator(gap))).replaceAll("").isEmpty();
    }

    private static int afterLastSeparator(String gap) {
        int at = gap.length();
        while (at > 0 && !SET_OFF.matcher(gap.substring(at - 1, at)).matches()) {
            at--;
        }
        return at;
    }

    /** The text in lower case and simplified characters where tokens have them, char for char. */
    private static String recognisable(String plain) {
        StringBuilder text = new StringBuilder(plain.length());
        for (int at = 0; at < plain.length(); at++) {
            char sign = plain.charAt(at);
            int traditional = TRADITIONAL.indexOf(sign);
            text.append(traditional >= 0 ? SIMPLIFIED.charAt(traditional) : lowerCase(sign));
        }
        return text.toString();
    }

    private static char lowerCase(char sign) {
        return sign >= 'A' && sign <= 'Z' ? (char) (sign + ('a' - 'A')) : sign;
    }
}
