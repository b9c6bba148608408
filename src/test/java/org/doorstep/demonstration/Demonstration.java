package org.doorstep.demonstration;

import java.io.PrintStream;
import java.util.List;

import org.doorstep.stack.DemonstrationRealm;

/** Waits for the service in development mode, loads the day and says what can be tried. */
public final class Demonstration {

    private static final String SERVICE = "http://localhost:8080";
    private static final String COURIER = "K1001";
    private static final String AUDITOR = "D4004";
    private static final int MILLIS_BETWEEN_LOOKS = 500;

    private final String issuer;
    private final PrintStream out;

    private Demonstration(String issuer, PrintStream out) {
        this.issuer = issuer;
        this.out = out;
    }

    /** Runs beside the embedded parts; ends silently where no service of this stack comes up. */
    public static void beside(String issuer, PrintStream out) {
        var demonstration = new Demonstration(issuer, out);
        Thread.ofPlatform().daemon().name("demonstration").start(demonstration::run);
    }

    private void run() {
        var doorstep = new DoorstepClient(SERVICE, issuer);
        try {
            while (!doorstep.ready()) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
            }
            out.println("Loading a day of 2,000 parcels through the public API ...");
            announce(LoadDemonstrationDay.into(doorstep));
        } catch (IllegalStateException e) {
            out.println("The demonstration day could not be loaded: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(List<PlannedParcel> plan) {
        var own = example(plan, true);
        var others = example(plan, false);
        out.print("""

                Doorstep is ready, with a courier's day loaded: %d parcels, three outlets.

                  Service    %s/q/swagger-ui
                  Health     %s/q/health
                  Keycloak   %s
                  People     a password is Demo-<staff number>-parcel, such as %s
                %s
                Get a token, open a parcel of one's own, and be refused one that is somebody else's:

                TOKEN=$(curl -s %s/protocol/openid-connect/token -d grant_type=password -d client_id=demo-cli -d \
                scope=openid -d username=courier.k1001 -d password=%s | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
                curl -s %s/v1/parcels/%s/views -H "Authorization: Bearer $TOKEN" -H 'Doorstep-Device: phone-0001' -H \
                'Content-Type: application/json' -d '{"purpose":"DELIVER"}'
                curl -s %s/v1/parcels/%s/views -H "Authorization: Bearer $TOKEN" -H 'Doorstep-Device: phone-0001' -H \
                'Content-Type: application/json' -d '{"purpose":"DELIVER"}'

                Get a number to call the recipient by, and call: two phones of a small telephone network show what each of
                them sees, and talk for 90 seconds.

                NUMBER=$(curl -s %s/v1/parcels/%s/bridges -H "Authorization: Bearer $TOKEN" -H 'Doorstep-Device: \
                phone-0001' -H 'Content-Type: application/json' -d '{"purpose":"DELIVER"}' | tee /dev/stderr | \
                sed 's/.*"number":"\\([^"]*\\)".*/\\1/')
                ./mvnw -q exec:java@call -Dexec.args="target/local-stack.properties %s $NUMBER 90"

                While they talk, in another window, or afterwards: let HR say that the courier left, signed after Standard
                Webhooks. The call ends, and a look with the same token shows nothing any more:

                BODY='{"type":"staff.left","timestamp":"'$(date -u +%%FT%%TZ)'","data":{"staffId":"%s"}}'; ID=evt_$(date +%%s%%N); \
                AT=$(date +%%s)
                curl -s %s/v1/hr/events -H "webhook-id: $ID" -H "webhook-timestamp: $AT" -H "webhook-signature: \
                v1,$(printf %%s "$ID.$AT.$BODY" | openssl dgst -sha256 -hmac '%s' -binary | base64)" -H 'Content-Type: \
                application/json' -d "$BODY"

                Then be the auditor: who saw that parcel, and the whole log checked from outside, in another process:

                AUDITOR=$(curl -s %s/protocol/openid-connect/token -d grant_type=password -d client_id=demo-cli -d \
                scope=openid -d username=%s -d password=%s | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
                curl -s %s/v1/investigations/parcels/%s/viewers -H "Authorization: Bearer $AUDITOR"
                curl -s %s/log/keys > target/log.keys; echo $AUDITOR > target/auditor.token
                ./mvnw -q exec:java@verify-log \
                -Dexec.args="--url %s/log --key target/log.keys --token-file target/auditor.token"

                """.formatted(plan.size(), SERVICE, SERVICE, issuer, DemonstrationRealm.password(COURIER), people(),
                issuer, DemonstrationRealm.password(COURIER), SERVICE, own, SERVICE, others, SERVICE, own,
                LoadDemonstrationDay.phone(COURIER), COURIER, SERVICE,
                HrWebhook.SECRET, issuer, auditor().username(), DemonstrationRealm.password(AUDITOR), SERVICE, own,
                SERVICE, SERVICE));
        out.flush();
    }

    private static DemonstrationRealm.Person auditor() {
        return DemonstrationRealm.people().stream().filter(person -> person.staffId().equals(AUDITOR)).findFirst()
                .orElseThrow();
    }

    private static String people() {
        var lines = new StringBuilder();
        DemonstrationRealm.people().forEach(person -> lines.append("             %-7s %-18s %-38s %s%n".formatted(
                person.staffId(), person.username(), String.join(", ", person.posts()),
                person.outlet() == null ? "" : person.outlet())));
        return lines.toString();
    }

    private static String example(List<PlannedParcel> plan, boolean own) {
        return plan.stream().filter(planned -> planned.stage().equals("OUT_FOR_DELIVERY"))
                .filter(planned -> planned.courier().equals(COURIER) == own)
                .filter(planned -> planned.parcel().shape().recipient().overlay() == Overlay.NONE)
                .findFirst().orElseThrow().parcel().waybill();
    }
}
