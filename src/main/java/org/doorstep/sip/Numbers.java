package org.doorstep.sip;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Telephone numbers in SIP URIs, in the trunk's forms and ours. */
final class Numbers {

    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1,24}");
    private static final Pattern EXTENSION = Pattern.compile("[0-9]{1,8}");
    private static final Pattern SEPARATORS = Pattern.compile("[-.()]");

    private final List<String> strip;
    private final Optional<String> add;
    private final OptionalInt length;

    Numbers(SipConfig.Numbers config) {
        this.strip = config.strip().orElse(List.of());
        this.add = config.add();
        this.length = config.length();
    }

    /** A number that was dialled, and what was dialled behind it. */
    record Dialled(String number, Optional<String> extension) {
        @Override
        public String toString() {
            return "Dialled";
        }
    }

    /**
     * Reads the user part of a SIP URI or what follows {@code tel:} (RFC 3966): a number, its {@code ;ext=}. Empty if it
     * is none.
     */
    Optional<Dialled> dialled(String user) {
        var parts = user.split(";", -1);
        return plain(parts[0]).flatMap(number -> {
            int end = length.isPresent() && number.length() > length.getAsInt() ? length.getAsInt() : number.length();
            var behind = Optional.of(number.substring(end)).filter(rest -> !rest.isEmpty());
            var extension = behind.or(() -> parameter(parts, "ext="));
            return extension.filter(digits -> !EXTENSION.matcher(digits).matches()).isPresent() ? Optional.empty()
                    : Optional.of(new Dialled(number.substring(0, end), extension));
        });
    }

    /** Reads a caller's number; empty if it is none. */
    Optional<String> caller(String user) {
        return plain(user.split(";", -1)[0]);
    }

    /** A number of ours as the trunk wants it. */
    String outward(String number) {
        return add.filter(prefix -> !number.startsWith(prefix)).map(prefix -> prefix + number).orElse(number);
    }

    /** A number of ours as it would come in again. */
    String back(String number) {
        return caller(outward(number)).orElse(number);
    }

    private Optional<String> plain(String text) {
        var number = SEPARATORS.matcher(text).replaceAll("");
        if (!NUMBER.matcher(number).matches()) {
            return Optional.empty();
        }
        return Optional.of(strip.stream().filter(number::startsWith).findFirst()
                .map(prefix -> number.substring(prefix.length())).orElse(number))
                .filter(rest -> !rest.isEmpty());
    }

    private static Optional<String> parameter(String[] parts, String name) {
        for (var part : parts) {
            if (part.regionMatches(true, 0, name, 0, name.length())) {
                return Optional.of(part.substring(name.length()));
            }
        }
        return Optional.empty();
    }
}
