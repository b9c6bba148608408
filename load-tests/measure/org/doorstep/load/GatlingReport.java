package org.doorstep.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The figures of a Gatling report, read from its own table: what a person finds there. */
final class GatlingReport {

    private static final Pattern ROW = Pattern.compile("<tr id=\"req_.*?</tr>", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("class=\"ellipsed-name\">(.*?)</span>");
    private static final String CELL = "col-%d\">([0-9.,]+)</td>";

    private GatlingReport() {
    }

    /** One kind of request: how many, how many of them failed, answers a second, milliseconds. */
    record Requests(long count, long failed, double rate, double p50, double p99, double mean) {
    }

    /** The kinds of requests by their names, in the report's order. */
    static Map<String, Requests> of(Path folder) {
        var requests = new LinkedHashMap<String, Requests>();
        var rows = ROW.matcher(index(folder));
        while (rows.find()) {
            var row = rows.group();
            var name = NAME.matcher(row);
            if (!name.find()) {
                throw new IllegalStateException("A row without a name in the report of " + folder);
            }
            requests.put(name.group(1).replace("&#39;", "'"), new Requests((long) cell(row, 2), (long) cell(row, 4),
                    cell(row, 6), cell(row, 8), cell(row, 11), cell(row, 13)));
        }
        return requests;
    }

    /** A figure that is not there, as of requests that all failed, is 0. */
    private static double cell(String row, int column) {
        var cell = Pattern.compile(CELL.formatted(column)).matcher(row);
        return cell.find() ? Double.parseDouble(cell.group(1).replace(",", "")) : 0;
    }

    /** The newest report below the folder. */
    private static String index(Path folder) {
        try (var reports = Files.walk(folder, 2)) {
            return Files.readString(reports.filter(file -> file.endsWith("index.html")).max(java.util.Comparator
                    .naturalOrder()).orElseThrow(() -> new IllegalStateException("No report in " + folder)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
