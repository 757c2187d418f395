package iotsafe.credentials.jca;

import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** The two ways to write an ECDSA signature: a card's r and s side by side, and TLS's and X.509's DER (RFC 3279 2.2.3). */
final class EcdsaSignatures {
    private static final BigInteger ORDER = P256.parameters().getOrder();

    private EcdsaSignatures() {}

    /**
     * DER {@code SEQUENCE { INTEGER r, INTEGER s }} of a raw signature.
     *
     * @throws IOException if r or s is not between 1 and the order of the curve
     */
    static byte[] toDer(Bytes raw) throws IOException {
        try {
            BigInteger[] rs = PlainDSAEncoding.INSTANCE.decode(ORDER, raw.toArray());
            if (rs[0].signum() == 0 || rs[1].signum() == 0) {
                throw new IOException("not a P-256 signature: a zero in it");
            }
            return StandardDSAEncoding.INSTANCE.encode(ORDER, rs[0], rs[1]);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a P-256 signature: " + e.getMessage(), e);
        }
    }
}
