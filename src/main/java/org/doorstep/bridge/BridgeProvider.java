package org.doorstep.bridge;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

/**
 * What a telephone side must offer. All of it may be asked twice without harm; a failed answer is tried again.
 * Implementations call {@link BridgeCalls} for the calls that reach them.
 */
public interface BridgeProvider {

    /** Its name in settings, tables and entries: {@code sip}, {@code dypls}, {@code twilio}. */
    String name();

    Capabilities capabilities();

    /** Connects two numbers over a third until it expires. The same bridge again is the same binding. */
    Uni<Bound> bind(Binding binding);

    /** Once this answers, no new call connects over the binding. A binding that is gone already is no error. */
    Uni<Void> unbind(UUID bridge, String reference, EndReason why);

    /** Ends a call that may be up, on both sides. */
    Uni<HungUp> hangUp(LiveCall call, EndReason why);

    /**
     * The calls over a bridge that are up, or being set up, as far as this node's telephone side can tell: what is on
     * the telephone's side and should not be is found by this.
     */
    Uni<List<LiveCall>> liveCalls(UUID bridge, String reference);
}
