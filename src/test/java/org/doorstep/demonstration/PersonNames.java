package org.doorstep.demonstration;

import static org.doorstep.demonstration.Mix.share;

import java.util.List;

/**
 * Names put together at random from short lists of our own; no list of people was used.
 * A common combination may still be somebody's name, as any would be.
 */
final class PersonNames {
    static final Mix<NameKind> KINDS = Mix.of(share(86, NameKind.PLAIN), share(3, NameKind.COMPOUND_SURNAME),
            share(2, NameKind.DOTTED), share(3, NameKind.NICKNAME), share(3, NameKind.COMPANY),
            share(2, NameKind.LATIN), share(1, NameKind.SINGLE));

    private static final List<String> SURNAMES = characters("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹"
            + "彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万覃武钱戴");
    private static final List<String> COMPOUND_SURNAMES = List.of("欧阳", "上官", "司马", "诸葛", "慕容", "皇甫", "尉迟",
            "令狐", "夏侯", "东方", "南宫", "司徒", "端木", "公孙", "独孤", "轩辕");
    private static final List<String> GIVEN = characters("伟芳娜敏静丽强磊洋艳勇杰娟涛明超秀霞平刚桂英华玉兰建国志文斌鹏辉"
            + "佳欣怡梓涵子轩雨桐浩宇思琪诗颖嘉俊晨曦一诺可馨心悦若溪景行知远书瑶宁安然清荷雪梅春燕海波小红立新永福长江晓东学军少华");
    private static final List<String> RARE = List.of("𠮷", "𬱖", "㛃", "䶮", "𫖯", "玥", "翀", "燚");
    private static final List<String> DOTTED_FIRST = List.of("买买提", "阿卜杜拉", "艾力", "玉素甫", "热依木", "库尔班", "阿依古丽",
            "古丽娜尔", "帕提古丽", "吾买尔", "叶尔兰", "阿依努尔", "巴合提", "努尔江", "木拉提", "卓玛", "巴特尔", "其其格");
    private static final List<String> DOTTED_LAST = List.of("吐尔逊", "买合苏提", "依明", "塔依尔", "木沙", "沙吾提", "卡德尔",
            "阿不力孜", "赛买提", "哈力克", "铁木尔", "加马力", "阿布都热合曼", "乌斯曼", "吉格登");
    private static final Mix<String> DOTS = Mix.of(share(80, "·"), share(8, "•"), share(6, "・"), share(6, "‧"));
    private static final List<String> PET_NAMES = List.of("小鱼", "兔子", "阿布", "糖糖", "豆豆", "柠檬", "老猫", "大熊", "团子",
            "一只鹿", "月亮", "土豆丝", "小满", "向日葵", "布丁", "咸鱼");
    private static final List<String> EMOJI = List.of("🐱", "🐰", "🌸", "☀️", "👨‍👩‍👧", "🍀", "✨", "🐟");
    private static final List<String> BRANDS = List.of("禾舟", "青屿", "云朵集", "南麓", "拾光里", "澜庭", "木见", "星野原",
            "百草铺", "恒途", "初禾", "鹿鸣涧", "锦帆", "一苇", "元岸", "知味坊");
    private static final List<String> TRADES = List.of("信息科技", "贸易", "电子商务", "服饰", "文化传播", "食品", "机电设备", "物业服务",
            "家居用品", "生物科技");
    private static final List<String> SHOPS = List.of("商贸行", "便利店", "大药房", "五金店", "服装厂", "书店", "水果店", "美甲店");
    private static final List<String> LATIN_FIRST = List.of("John", "Maria", "Anna", "Peter", "Olga", "David", "Emma",
            "Kenji", "Fatima", "Lucas", "Jean-Luc", "Sophie");
    private static final List<String> LATIN_LAST = List.of("Smith", "Garcia", "Ivanova", "Tanaka", "O'Neil", "Müller",
            "Rossi", "Novak", "Okafor", "Dubois", "Larsen", "Silva");
    private static final List<String> PINYIN = List.of("Li Wei", "ZHANG SAN", "Wang Fang", "CHEN Jiahao", "Lin Yue",
            "Zhao Ming", "LIU YANG", "Huang Xiaoyu");

    private PersonNames() {
    }

    static String name(Chance chance, NameKind kind, String shortCity) {
        return switch (kind) {
            case PLAIN -> chance.oneOfTheFirst(SURNAMES) + given(chance);
            case COMPOUND_SURNAME -> chance.one(COMPOUND_SURNAMES) + given(chance);
            case DOTTED -> chance.one(DOTTED_FIRST) + DOTS.draw(chance) + chance.one(DOTTED_LAST);
            case NICKNAME -> nickname(chance);
            case COMPANY -> company(chance, shortCity);
            case LATIN -> latin(chance);
            case SINGLE -> chance.oneOfTheFirst(SURNAMES);
        };
    }

    static String surname(Chance chance) {
        return chance.oneOfTheFirst(SURNAMES);
    }

    private static String given(Chance chance) {
        String first = chance.between(1, 500) == 1 ? chance.one(RARE) : chance.one(GIVEN);
        return chance.percent(78) ? first + chance.one(GIVEN) : first;
    }

    private static String nickname(Chance chance) {
        return switch (chance.between(0, 5)) {
            case 0 -> surname(chance) + "先生";
            case 1 -> surname(chance) + "女士";
            case 2 -> chance.one(PET_NAMES) + chance.one(EMOJI);
            case 3 -> chance.one(PET_NAMES) + "同学";
            case 4 -> "小" + surname(chance) + chance.one(List.of("", "姐", "师傅", "老师"));
            default -> chance.one(PET_NAMES);
        };
    }

    private static String company(Chance chance, String shortCity) {
        String brand = chance.one(BRANDS);
        return switch (chance.between(0, 3)) {
            case 0 -> brand + chance.one(SHOPS);
            case 1 -> brand + chance.one(SHOPS) + " " + surname(chance) + given(chance) + "收";
            case 2 -> shortCity + brand + chance.one(TRADES) + "有限公司（" + surname(chance) + given(chance) + "）";
            default -> shortCity + brand + chance.one(TRADES) + "有限公司";
        };
    }

    private static String latin(Chance chance) {
        return chance.percent(40) ? chance.one(PINYIN) : chance.one(LATIN_FIRST) + " " + chance.one(LATIN_LAST);
    }

    private static List<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).distinct().toList();
    }
}
