package org.doorstep.leaver;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import org.doorstep.leaver.ReadAudit.Shown;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/** The report on paper: one page of HTML that loads nothing and runs nothing. */
@ApplicationScoped
class PrintAudit {

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + Base64.getEncoder()
            .encodeToString(MakeAudit.digest(PrintStyle.CSS))
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Template template;
    private final ObjectMapper json;
    private final Clock clock;

    PrintAudit(@Location("leaver/audit") Template template, ObjectMapper json, Clock clock) {
        this.template = template;
        this.json = json;
        this.clock = clock;
    }

    /** Written on a worker; the answer comes back where it was asked. */
    Uni<Response> page(Shown shown, String reader) {
        var caller = Optional.ofNullable(Vertx.currentContext());
        return Uni.createFrom().item(shown).emitOn(Infrastructure.getDefaultWorkerPool())
                .map(audit -> template.data("page", new AuditPage(shown, report(audit), reader, clock.instant(),
                        clock.getZone())).data("style", PrintStyle.CSS).render())
                .emitOn(work -> caller.ifPresentOrElse(context -> context.runOnContext(_ -> work.run()), work))
                .map(PrintAudit::answer);
    }

    private Report report(Shown shown) {
        try {
            return json.readValue(shown.audit().text(), Report.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report that was kept cannot be read");
        }
    }

    private static Response answer(String html) {
        return Response.ok(html.getBytes(StandardCharsets.UTF_8), "text/html;charset=UTF-8")
                .header("Cache-Control", "no-store").header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff").header("Referrer-Policy", "no-referrer").build();
    }
}
