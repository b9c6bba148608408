package org.doorstep.masking;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which digits make a whole number, in the mainland or behind a calling code. A star in a number stands for any digit.
 *
 * @param code the calling code, empty for the mainland
 * @param codeLength how many digits a caller from abroad dials for it
 * @param whole the shapes of whole numbers; a plan that we do not know has none
 */
record NumberingPlan(String code, int codeLength, Pattern whole) {

    private static final Pattern CALLING_CODE = Pattern.compile("[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]"
            + "|9[0-58]|[2-9][0-9]{2}");

    private static final String MOBILE = "[1*][0-9*]{10}";
    private static final String TRUNK_AND_MOBILE = "01[3-9][0-9*]{9}";
    private static final String FIXED = "[0*][12*][0-9*]{9}|[0*][3-9*][0-9*]{9,10}";
    private static final String SERVICE = "[48*][0*]{2}[0-9*]{7}";
    private static final String WITHOUT_AREA_CODE = "[2-9*][0-9*]{6,7}";

    private static final Pattern TRUNK_BEFORE_MOBILE = Pattern.compile(TRUNK_AND_MOBILE);
    private static final Pattern AREA_CODE_WITHOUT_TRUNK = Pattern
            .compile("(?!400|800|95)[2-9]|10-|10[0-9*]{8}(?![0-9*])");

    private static final Pattern NOTHING = Pattern.compile("(?!)");
    static final NumberingPlan UNASSIGNED = new NumberingPlan("", 0, NOTHING);
    private static final NumberingPlan MAINLAND = mainland("|" + WITHOUT_AREA_CODE, 0);
    private static final NumberingPlan MAINLAND_FROM_ABROAD = mainland("", 2);
    private static final NumberingPlan NORTH_AMERICA = abroad("1", "[0-9*]{10}");
    private static final NumberingPlan HONG_KONG = abroad("852", "[0-9*]{8}");
    private static final NumberingPlan MACAO = abroad("853", "[0-9*]{8}");
    private static final NumberingPlan TAIWAN = abroad("886", "0?[0-9*]{8,9}");

    static NumberingPlan mainland() {
        return MAINLAND;
    }

    /** The plan of the calling code that the digits begin with, {@link #UNASSIGNED} if that is none. */
    static NumberingPlan calledBy(String digits) {
        Matcher code = CALLING_CODE.matcher(digits);
        if (!code.lookingAt()) {
            return UNASSIGNED;
        }
        return switch (code.group()) {
            case "86" -> MAINLAND_FROM_ABROAD;
            case "1" -> NORTH_AMERICA;
            case "852" -> HONG_KONG;
            case "853" -> MACAO;
            case "886" -> TAIWAN;
            default -> new NumberingPlan(code.group(), code.group().length(), NOTHING);
        };
    }

    private static NumberingPlan mainland(String more, int codeLength) {
        return new NumberingPlan("", codeLength, Pattern.compile(MOBILE + "|" + FIXED + "|" + SERVICE + more));
    }

    private static NumberingPlan abroad(String code, String whole) {
        return new NumberingPlan(code, code.length(), Pattern.compile(whole));
    }

    boolean knows(String digits) {
        return whole.matcher(digits).matches();
    }

    /** The groups behind the calling code as dialled at home, where the code of an area begins with 0. */
    String atHome(String groups) {
        boolean fixed = this.equals(MAINLAND_FROM_ABROAD) && AREA_CODE_WITHOUT_TRUNK.matcher(groups).lookingAt();
        return fixed ? "0" + groups : groups;
    }

    String withoutNeedlessTrunk(String digits) {
        boolean mobile = code.isEmpty() && TRUNK_BEFORE_MOBILE.matcher(digits).matches();
        boolean taiwan = this.equals(TAIWAN) && digits.startsWith("0");
        return mobile || taiwan ? digits.substring(1) : digits;
    }
}
