package org.doorstep.parcel;

import java.util.regex.Pattern;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;

/**
 * A waybill number: 10 to 24 capital letters and digits. It is personal data too (寄递服务用户个人信息安全管理规定 (2014),
 * art. 3), but the key that everybody works with.
 */
public record Waybill(String number) {

    /** The form, for schemas. */
    public static final String FORM = "[A-Z0-9]{10,24}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    /** Whether it has a letter, as no phone number has: somebody may type one here, and the log must not keep it. */
    public boolean isNoPhoneNumber() {
        return number.chars().anyMatch(sign -> sign >= 'A');
    }

    public Waybill {
        if (!PATTERN.matcher(number).matches()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_WAYBILL));
        }
    }
}
