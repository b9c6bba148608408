package org.doorstep.demonstration;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.Iterator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Prints made-up parcels, one JSON object a line: {@code GenerateParcels <count> <seed> <date>}. */
public final class GenerateParcels {
    private static final int BUFFER = 1 << 16;

    private GenerateParcels() {
    }

    /** Arguments: how many, the seed (a whole number), the date (ISO 8601, as in 2026-11-21). */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("usage: GenerateParcels <count> <seed> <date>");
        }
        write(System.out, Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]), LocalDate.parse(arguments[2]));
    }

    static void write(OutputStream output, int count, long seed, LocalDate date) throws IOException {
        var mapper = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        Iterator<GeneratedParcel> parcels = new ParcelGenerator().parcels(seed, count, date).iterator();
        var buffered = new BufferedOutputStream(output, BUFFER);
        while (parcels.hasNext()) {
            buffered.write(mapper.writeValueAsBytes(parcels.next()));
            buffered.write('\n');
        }
        buffered.flush();
    }
}
