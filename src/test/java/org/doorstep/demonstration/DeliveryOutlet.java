package org.doorstep.demonstration;

import java.util.Arrays;

/** The outlets of the demonstration: a new district, an old town district and a rural district. */
public enum DeliveryOutlet {
    PUDONG("SH-PD-01", "SH-HB-01", "浦东新区"),
    XUHUI("SH-XH-02", "SH-HB-01", "徐汇区"),
    QINTANG("GX-GG-03", "GX-HB-01", "覃塘区");

    private final String code;
    private final String hub;
    private final String district;

    DeliveryOutlet(String code, String hub, String district) {
        this.code = code;
        this.hub = hub;
        this.district = district;
    }

    public static DeliveryOutlet ofCode(String code) {
        return Arrays.stream(values()).filter(outlet -> outlet.code.equals(code)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such outlet: " + code));
    }

    public String code() {
        return code;
    }

    /** Code of the hub that feeds the outlet. */
    public String hub() {
        return hub;
    }

    public String district() {
        return district;
    }
}
