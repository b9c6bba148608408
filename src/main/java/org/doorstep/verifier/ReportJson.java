package org.doorstep.verifier;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/** A report for machines. */
final class ReportJson {

    private ReportJson() {
    }

    static String of(Report report) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeBooleanField("proved", report.isProved());
            json.writeStringField("origin", report.origin());
            json.writeNumberField("entries", report.entries());
            json.writeStringField("root", report.root());
            json.writeNumberField("lastEntry", report.lastEntry());
            json.writeNumberField("checkpointsCompared", report.checkpoints());
            var rows = report.rows();
            if (rows != null) {
                json.writeNumberField("rowsCompared", rows);
            }
            var notSealed = report.notSealed();
            if (notSealed != null) {
                json.writeNumberField("rowsNotSealed", notSealed);
            }
            texts(json, "notes", report.notes());
            json.writeObjectFieldStart("counts");
            for (var count : report.counts().entrySet()) {
                json.writeNumberField(count.getKey().name(), count.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("findings");
            for (var finding : report.findings()) {
                finding(json, finding);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private static void finding(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", finding.kind().name());
        json.writeStringField("place", finding.place());
        var entry = finding.entry();
        if (entry != null) {
            json.writeNumberField("entry", entry);
        }
        texts(json, "members", finding.members());
        json.writeStringField("sentence", finding.sentence());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, Iterable<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (var text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
