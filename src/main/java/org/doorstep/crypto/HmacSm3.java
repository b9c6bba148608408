package org.doorstep.crypto;

import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** HMAC (RFC 2104) over SM3 (GB/T 32905-2016): 32 bytes. */
final class HmacSm3 {

    private HmacSm3() {
    }

    static byte[] mac(byte[] key, byte[] message) {
        var hmac = new HMac(new SM3Digest());
        hmac.init(new KeyParameter(key));
        hmac.update(message, 0, message.length);
        var mac = new byte[hmac.getMacSize()];
        hmac.doFinal(mac, 0);
        return mac;
    }
}
