package org.doorstep.demonstration;

import static org.doorstep.demonstration.Mix.share;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.doorstep.demonstration.GeneratedParcel.Item;

/** What people send: by class in about the proportions of a parcel network, with plausible weights and values. */
final class ItemCatalogue {
    private static final int DECLARED_PERCENT = 35;

    private static final Mix<ItemClass> CLASSES = Mix.of(share(27, ItemClass.CLOTHING), share(17, ItemClass.HOUSEHOLD),
            share(16, ItemClass.FOOD), share(10, ItemClass.COSMETICS), share(9, ItemClass.ELECTRONICS),
            share(6, ItemClass.DOCUMENT), share(6, ItemClass.BOOKS), share(3, ItemClass.MEDICINE),
            share(2, ItemClass.LIQUID), share(2, ItemClass.BATTERY), share(2, ItemClass.OTHER));

    private static final Map<ItemClass, List<Goods>> GOODS = List.of(
            goods("文件", ItemClass.DOCUMENT, 40, 0), goods("合同", ItemClass.DOCUMENT, 80, 0),
            goods("发票", ItemClass.DOCUMENT, 20, 0), goods("录取通知书", ItemClass.DOCUMENT, 120, 0),
            goods("羽绒服", ItemClass.CLOTHING, 1100, 39900), goods("T恤", ItemClass.CLOTHING, 220, 5900),
            goods("牛仔裤", ItemClass.CLOTHING, 650, 12900), goods("连衣裙", ItemClass.CLOTHING, 380, 15900),
            goods("运动鞋", ItemClass.CLOTHING, 950, 32900), goods("童装套装", ItemClass.CLOTHING, 420, 8900),
            goods("袜子", ItemClass.CLOTHING, 60, 1200), goods("内衣", ItemClass.CLOTHING, 150, 6900),
            goods("坚果礼盒", ItemClass.FOOD, 1500, 12800), goods("茶叶", ItemClass.FOOD, 300, 19800),
            goods("砂糖橘", ItemClass.FOOD, 4500, 3990), goods("螺蛳粉", ItemClass.FOOD, 1650, 4580),
            goods("奶粉", ItemClass.FOOD, 950, 26800), goods("腊肠", ItemClass.FOOD, 1000, 8800),
            goods("手机", ItemClass.ELECTRONICS, 450, 299900), goods("蓝牙耳机", ItemClass.ELECTRONICS, 150, 19900),
            goods("数据线", ItemClass.ELECTRONICS, 60, 1990), goods("机械键盘", ItemClass.ELECTRONICS, 1100, 29900),
            goods("电饭煲", ItemClass.ELECTRONICS, 3800, 34900),
            goods("面膜", ItemClass.COSMETICS, 350, 9900), goods("口红", ItemClass.COSMETICS, 60, 19900),
            goods("防晒霜", ItemClass.COSMETICS, 120, 8900), goods("洗面奶", ItemClass.COSMETICS, 180, 5900),
            goods("小说", ItemClass.BOOKS, 420, 4500), goods("教辅资料", ItemClass.BOOKS, 800, 6800),
            goods("绘本", ItemClass.BOOKS, 600, 7900),
            goods("收纳箱", ItemClass.HOUSEHOLD, 1800, 5900), goods("四件套", ItemClass.HOUSEHOLD, 2300, 19900),
            goods("抽纸", ItemClass.HOUSEHOLD, 2500, 3990), goods("保温杯", ItemClass.HOUSEHOLD, 400, 8900),
            goods("炒锅", ItemClass.HOUSEHOLD, 2100, 15900), goods("猫砂", ItemClass.HOUSEHOLD, 6000, 5900),
            goods("感冒灵颗粒", ItemClass.MEDICINE, 150, 2500), goods("维生素C片", ItemClass.MEDICINE, 120, 3900),
            goods("血压计", ItemClass.MEDICINE, 700, 19900),
            goods("洗衣液", ItemClass.LIQUID, 3000, 4990), goods("橄榄油", ItemClass.LIQUID, 1500, 8900),
            goods("白酒", ItemClass.LIQUID, 1200, 29900),
            goods("充电宝", ItemClass.BATTERY, 350, 12900), goods("5号电池", ItemClass.BATTERY, 240, 2990),
            goods("电动车锂电池", ItemClass.BATTERY, 5200, 69900),
            goods("绿植", ItemClass.OTHER, 1300, 3900), goods("鱼竿", ItemClass.OTHER, 900, 25900),
            goods("毛绒玩具", ItemClass.OTHER, 500, 6900)).stream().collect(Collectors.groupingBy(Goods::itemClass));

    private ItemCatalogue() {
    }

    /** One to three different items of one class. */
    static Contents contents(Chance chance) {
        var goods = Objects.requireNonNull(GOODS.get(CLASSES.draw(chance)));
        var items = new ArrayList<Item>();
        int kinds = Math.min(goods.size(), chance.percent(82) ? 1 : chance.between(2, 3));
        int first = chance.between(0, goods.size() - 1);
        int grams = chance.between(20, 250);
        for (int i = 0; i < kinds; i++) {
            var kind = goods.get((first + i) % goods.size());
            var item = kind.item(chance);
            grams += kind.grams * item.quantity();
            items.add(item);
        }
        return new Contents(items, grams);
    }

    private static Goods goods(String name, ItemClass itemClass, int grams, long fen) {
        return new Goods(name, itemClass, grams, fen);
    }

    /** Items and their weight with the packing, in grams. */
    record Contents(List<Item> items, int weightGrams) {
    }

    private record Goods(String name, ItemClass itemClass, int grams, long fen) {

        Item item(Chance chance) {
            int quantity = chance.percent(80) ? 1 : chance.between(2, 4);
            long value = chance.percent(DECLARED_PERCENT) ? fen * chance.between(70, 130) / 100 * quantity : 0;
            return new Item(name, itemClass, quantity, value);
        }
    }
}
