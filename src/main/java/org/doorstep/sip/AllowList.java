package org.doorstep.sip;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/** The addresses that may speak to the agent: single ones, and networks in CIDR notation (RFC 4632). */
final class AllowList {

    private final List<Network> networks;

    /** @throws IllegalArgumentException if one is no literal address or network */
    AllowList(Collection<String> entries) {
        this.networks = entries.stream().map(String::strip).map(Network::of).toList();
    }

    private record Network(byte[] address, int bits) {

        static Network of(String entry) {
            int slash = entry.indexOf('/');
            var address = InetAddress.ofLiteral(slash < 0 ? entry : entry.substring(0, slash)).getAddress();
            int most = address.length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(entry.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("No network: " + entry);
            }
            return new Network(address, bits);
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    boolean allows(InetAddress address) {
        var bytes = address.getAddress();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }
}
