package org.doorstep.dypls;

import java.util.Optional;
import java.util.regex.Pattern;

import org.doorstep.bridge.Binding;

/**
 * Two numbers connected over a third, as Dypls dials them: digits of the mainland, with an area code but without a
 * country code.
 */
record Axb(String a, String x, String b) {

    private static final Pattern MAINLAND = Pattern.compile("[0-9]{7,16}");

    /** Empty for what Dypls does not connect: numbers from abroad, and extensions. */
    static Optional<Axb> of(Binding binding) {
        var axb = new Axb(mainland(binding.staff()), mainland(binding.number()), mainland(binding.party()));
        return binding.extension().isEmpty() && axb.isWhole() ? Optional.of(axb) : Optional.empty();
    }

    private static String mainland(String number) {
        return number.startsWith("+86") ? number.substring(3) : number;
    }

    private boolean isWhole() {
        return MAINLAND.matcher(a).matches() && MAINLAND.matcher(x).matches() && MAINLAND.matcher(b).matches();
    }

    @Override
    public String toString() {
        return "Axb[]";
    }
}
