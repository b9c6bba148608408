package org.doorstep.leaver;

/** By what something stands out. Each rule counts entries and holds the count against one threshold; nothing is scored. */
public enum Rule {
    SEEN_UNASSIGNED("Parcels seen that were never in the person's run or ticket",
            "看过从未派给本人、也无工单的快件"),
    MORE_THAN_USUAL("On one of the last days, more than so many times as many parcels as on the median day before",
            "最近某日查看快件数超过此前中位数的倍数"),
    AT_NIGHT("Looks, searches or lists outside the company's day", "公司作息时间之外的查看"),
    NEW_DEVICE("A device first used in the last days, by somebody who worked before that", "最近几天首次使用的设备"),
    MANY_REFUSALS("Many refusals on one day", "同一天多次被拒绝"),
    SAME_RECIPIENT("The same recipient seen again and again", "反复查看同一收件人"),
    FULL_LOOKS("On one of the last days, more looks at full names or for typed reasons than usual",
            "最近某日查看完整姓名或填写理由的次数多于平常");

    private final String says;
    private final String chinese;

    Rule(String says, String chinese) {
        this.says = says;
        this.chinese = chinese;
    }

    /** The rule in words. */
    public String says() {
        return says;
    }

    /** The same in the language of the people it is about. */
    public String chinese() {
        return chinese;
    }
}
