package org.doorstep.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactedSpansTest {

    @ParameterizedTest
    @CsvSource({"/v1/parcels/DS26112100000017/views,/v1/parcels/{waybill}/views",
            "/v1/parcels/14012340001,/v1/parcels/{waybill}", "/v1/run,/v1/run",
            "/v1/telephone/dypls/reports/s3cret/SecretReport,/v1/telephone/dypls/reports/{secret}/SecretReport"})
    void aSpanHasNeitherWaybillNumberNorSecret(String path, String redacted) {
        assertEquals(redacted, RedactedSpans.redacted(path));
    }
}
