package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AllowListTest {

    @ParameterizedTest
    @CsvSource({"192.0.2.7,192.0.2.7", "192.0.2.0/24,192.0.2.255", "192.0.2.128/25,192.0.2.128",
            "192.0.2.254/31,192.0.2.255", "0.0.0.0/0,203.0.113.9", "192.0.2.77/24,192.0.2.1", "2001:db8::1,2001:db8::1",
            "2001:db8::/33,2001:db8:7fff::1", "::/0,2001:db8::1", "' 192.0.2.7 ',192.0.2.7"})
    void whoIsListedMaySpeak(String entry, String address) {
        assertTrue(allows(entry, address));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7,192.0.2.8", "192.0.2.0/24,192.0.3.0", "192.0.2.0/24,192.0.1.255",
            "192.0.2.128/25,192.0.2.127", "192.0.2.254/31,192.0.2.253", "2001:db8::1,2001:db8::2",
            "2001:db8::/33,2001:db8:8000::1", "0.0.0.0/0,2001:db8::1", "::/0,192.0.2.7"})
    void whoIsNotListedMayNot(String entry, String address) {
        assertFalse(allows(entry, address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trunk.example.com", "192.0.2.0/33", "192.0.2.0/-1", "2001:db8::/129", "192.0.2.0/", "",
            "/8",
            "192.0.2.0/24/8"})
    void whatIsNoNetworkIsRefused(String entry) {
        assertThrows(IllegalArgumentException.class, () -> new AllowList(List.of(entry)));
    }

    @Property
    void networkIsItsFirstBits(@ForAll @Size(4) byte[] four, @ForAll @IntRange(max = 32) int bits,
            @ForAll @IntRange(max = 31) int other) throws UnknownHostException {
        assertFirstBitsCount(four, bits, other);
    }

    @Property
    void networkOfIpv6IsItsFirstBits(@ForAll @Size(16) byte[] sixteen, @ForAll @IntRange(max = 128) int bits,
            @ForAll @IntRange(max = 127) int other) throws UnknownHostException {
        var copy = sixteen.clone();
        copy[0] = 0x20;
        assertFirstBitsCount(copy, bits, other);
    }

    private static void assertFirstBitsCount(byte[] address, int bits, int other) throws UnknownHostException {
        var network = new AllowList(List.of(InetAddress.getByAddress(address).getHostAddress() + "/" + bits));
        assertTrue(network.allows(InetAddress.getByAddress(address)));
        assertEquals(other >= bits, network.allows(InetAddress.getByAddress(flipped(address, other))));
    }

    /** @param bit counted from the left */
    private static byte[] flipped(byte[] address, int bit) {
        var bytes = new BigInteger(1, address).flipBit(address.length * 8 - 1 - bit).toByteArray();
        var padded = new byte[address.length + bytes.length];
        System.arraycopy(bytes, 0, padded, address.length, bytes.length);
        return Arrays.copyOfRange(padded, bytes.length, padded.length);
    }

    private static boolean allows(String entry, String address) {
        return new AllowList(List.of(entry)).allows(InetAddress.ofLiteral(address));
    }
}
