package org.doorstep.dypls;

import static org.doorstep.telephone.ScriptedBridges.BRIDGE;
import static org.doorstep.telephone.ScriptedBridges.PARTY;
import static org.doorstep.telephone.ScriptedBridges.STAFF;
import static org.doorstep.telephone.ScriptedBridges.X;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;
import org.doorstep.telephone.Telephone;
import org.doorstep.telephone.Telephone.HandClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

/** Bindings at Dypls: made once, moved, ended. */
class DyplsBindingTest {

    private static final Instant EXPIRES = Instant.parse("2026-11-22T05:00:00.999Z");
    private static Vertx vertx;

    private final HandClock clock = new HandClock();
    private StandInDypls dypls;
    private DyplsProvider provider;

    @BeforeAll
    static void vertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.closeAndAwait();
    }

    @BeforeEach
    void start() throws IOException {
        dypls = new StandInDypls();
        start(dypls.settings());
    }

    private void start(Map<String, String> settings) {
        var config = Telephone.settings(DyplsConfig.class, settings);
        var account = new DyplsAccount(config, "dypls");
        provider = new DyplsProvider(new BindNumbers(new DyplsApi(account, config, clock, vertx), config, clock),
                new CallsHere());
    }

    @AfterEach
    void stop() {
        dypls.close();
    }

    @Test
    void bindingIsMadeAsAskedAndNotRecorded() {
        assertEquals(new Bound.Done("100001/" + X), bind(PARTY));

        assertEquals(Map.of("PoolKey", StandInDypls.POOL, "PhoneNoA", STAFF, "PhoneNoX", X, "PhoneNoB", PARTY,
                "Expiration", "2026-11-22 13:00:00", "IsRecordingEnabled", "false", "CallDisplayType", "1", "OutId",
                BRIDGE.toString()), dypls.subscriptions().get("100001"));
    }

    @Test
    void numberWithItsCountryCodeIsBoundAsTheMainlandDialsIt() {
        await(provider.bind(binding("+86" + X, PARTY, Optional.empty())));

        assertEquals(X, dypls.subscriptions().get("100001").get("PhoneNoX"));
    }

    @Test
    void bindingWhoseAnswerWasLostIsFoundAgain() {
        dypls.losesAnswers(1);

        assertEquals(new Bound.Done("100001/" + X), bind(PARTY));
        assertEquals(List.of("100001"), List.copyOf(dypls.subscriptions().keySet()));
    }

    @Test
    void bindingAskedForTwiceIsOne() {
        assertEquals(bind(PARTY), bind(PARTY));
        assertEquals(1, dypls.subscriptions().size());
    }

    @Test
    void bindingFoundAgainEndsAsAskedForNow() {
        bind(PARTY);
        dypls.subscriptions().get("100001").put("Expiration", "2026-11-29 13:00:00");

        bind(PARTY);

        assertEquals("2026-11-22 13:00:00", dypls.subscriptions().get("100001").get("Expiration"));
    }

    @Test
    void bindingOfSomebodyElseIsAConflict() {
        bind(PARTY);

        assertEquals(new Bound.Conflict(), bind("14100000004"));
    }

    @Test
    void recordedBindingIsNotTakenOver() {
        bind(PARTY);
        dypls.subscriptions().get("100001").put("IsRecordingEnabled", "true");

        assertEquals(new Bound.Conflict(), bind(PARTY));
    }

    @Test
    void bindingOverAnotherNumberIsEndedAgain() {
        dypls.gives("16000000009");

        assertInstanceOf(Bound.Rejected.class, bind(PARTY));
        assertEquals(Map.of(), dypls.subscriptions());
    }

    @Test
    void poolWithoutANumberIsExhausted() {
        dypls.answers("200 " + StandInDypls.code("isv.NO_AVAILABLE_NUMBER"));

        assertEquals(new Bound.PoolExhausted(), bind(PARTY));
    }

    @ParameterizedTest
    @CsvSource({"200,isv.EXPIRE_DATE_ILLEGAL", "200,isv.MOBILE_NUMBER_ILLEGAL", "200,isv.OUT_OF_SERVICE",
            "200,isp.RAM_PERMISSION_DENY", "404,InvalidAccessKeyId.NotFound", "400,SignatureDoesNotMatch"})
    void refusalSaysItsCodeAndNoNumber(int status, String code) {
        dypls.answers(status + " " + StandInDypls.code(code));

        assertEquals(new Bound.Rejected(code), bind(PARTY));
        assertEquals(List.of("BindAxb"), dypls.actions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"14000000001", "isv.14000000001", "Some words 14000000001"})
    void numberInACodeIsNotPassedOn(String code) {
        dypls.answers("400 " + StandInDypls.code(code));

        assertFalse(bind(PARTY).toString().contains("14000000001"));
    }

    @ParameterizedTest
    @CsvSource({"200,isp.SYSTEM_ERROR", "200,isv.FLOW_LIMIT", "400,Throttling.User", "503,ServiceUnavailable",
            "400,SignatureNonceUsed"})
    void whatPassesIsAskedAgain(int status, String code) {
        var passing = status + " " + StandInDypls.code(code);
        dypls.answers(passing, passing);

        assertEquals(new Bound.Done("100001/" + X), bind(PARTY));
    }

    @Test
    void whatDoesNotPassInTimeFails() {
        dypls.answers(Collections.nCopies(3, "502 <html>14000000001</html>").toArray(String[]::new));

        var failure = assertThrows(DyplsUnavailable.class, () -> bind(PARTY));
        assertEquals("ServiceUnavailable", failure.getMessage());
    }

    @Test
    void failureToReachDyplsTellsNoNumber() {
        dypls.close();

        var failure = assertThrows(DyplsUnavailable.class, () -> bind(PARTY));
        assertFalse(failure.getMessage().matches(".*[0-9]{5}.*"), failure.getMessage());
    }

    @Test
    void numberFromAbroadAndExtensionAreRejectedWithoutAsking() {
        assertInstanceOf(Bound.Rejected.class, bind("+85290000000"));
        assertInstanceOf(Bound.Rejected.class, await(provider.bind(binding(X, PARTY, Optional.of("12")))));
        assertEquals(List.of(), dypls.actions());
    }

    @Test
    void unbindingTwiceIsNoFailure() {
        var reference = ((Bound.Done) bind(PARTY)).reference();

        await(provider.unbind(BRIDGE, reference, EndReason.REVOKED));
        await(provider.unbind(BRIDGE, reference, EndReason.REVOKED));

        assertEquals(Map.of(), dypls.subscriptions());
    }

    @Test
    void unbindingThatIsRefusedIsTriedAgainLater() {
        dypls.answers("200 " + StandInDypls.code("isv.OUT_OF_SERVICE"));

        assertThrows(DyplsUnavailable.class, () -> await(provider.unbind(BRIDGE, "100001/" + X, EndReason.REVOKED)));
    }

    @Test
    void bindThatNobodyHasAnAnswerToIsUndone() {
        dypls.losesAnswers(1);
        assertEquals(1, lost());

        await(provider.unbind(BRIDGE, "", EndReason.NOT_BOUND));

        assertEquals(Map.of(), dypls.subscriptions());
    }

    @Test
    void bindThatMayBeUnderWayIsLookedForAgain() {
        dypls.answers(Collections.nCopies(3, "503 ").toArray(String[]::new));
        assertThrows(DyplsUnavailable.class, () -> bind(PARTY));

        assertThrows(DyplsUnavailable.class, () -> await(provider.unbind(BRIDGE, "", EndReason.NOT_BOUND)));
        clock.advance(Duration.ofSeconds(6));
        await(provider.unbind(BRIDGE, "", EndReason.NOT_BOUND));
        assertEquals("QuerySubsId", dypls.actions().getLast());
    }

    @Test
    void bindThatWasRefusedHasNothingToUndo() {
        dypls.answers("200 " + StandInDypls.code("isv.OUT_OF_SERVICE"));
        bind(PARTY);

        await(provider.unbind(BRIDGE, "", EndReason.NOT_BOUND));

        assertEquals(List.of("BindAxb"), dypls.actions());
    }

    @Test
    void anotherSecretIsRefused() {
        var settings = new HashMap<>(dypls.settings());
        settings.put("doorstep.dypls.access-key-secret", "another-secret-of-ours");
        start(settings);

        assertEquals(new Bound.Rejected("SignatureDoesNotMatch"), bind(PARTY));
    }

    @Test
    void callCannotBeEndedAndThatIsSaid() {
        assertFalse(provider.capabilities().liveDrop());
        assertEquals(HungUp.NOT_SUPPORTED,
                await(provider.hangUp(new LiveCall(UUID.randomUUID(), "call", new byte[0]), EndReason.REVOKED)));
    }

    @Test
    void numbersArePrintedNowhere() {
        assertFalse((Axb.of(binding(X, PARTY, Optional.empty())).orElseThrow() + "" + new Subscription("1", X))
                .contains("000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"access-key-id", "access-key-secret", "pool-key", "report-secret"})
    void startIsRefusedWithoutASetting(String name) {
        var settings = new HashMap<>(dypls.settings());
        settings.remove("doorstep.dypls." + name);

        var refused = assertThrows(IllegalStateException.class, () -> start(settings));

        assertTrue(refused.getMessage().contains("doorstep.dypls." + name), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"endpoint,http://dyplsapi.example", "report-secret,short", "access-key-secret,${SECRET_OF_DYPLS}"})
    void startIsRefusedWithASettingThatCannotBe(String name, String value) {
        var settings = new HashMap<>(dypls.settings());
        settings.put("doorstep.dypls." + name, value.replace("$", "\\$"));

        assertThrows(IllegalStateException.class, () -> start(settings));
    }

    private Bound bind(String party) {
        return await(provider.bind(binding(X, party, Optional.empty())));
    }

    /** Binds with one try, which Dypls carries out and does not answer. How many bindings there are then. */
    private int lost() {
        var settings = new HashMap<>(dypls.settings());
        settings.put("doorstep.dypls.tries", "1");
        start(settings);
        assertThrows(DyplsUnavailable.class, () -> bind(PARTY));
        return dypls.subscriptions().size();
    }

    private static Binding binding(String number, String party, Optional<String> extension) {
        return new Binding(BRIDGE, number, extension, STAFF, party, EXPIRES, Duration.ofSeconds(600));
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(20));
    }
}
