package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.teletrust.TeleTrusTNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/** The other side of a card's cryptography, computed by Java and Bouncy Castle. */
final class SoftKeys {
    private SoftKeys() {}

    static KeyPair p256() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** {@code 04 X Y}. */
    static String point(ECPublicKey key) {
        return "04%064x%064x"
                .formatted(key.getW().getAffineX(), key.getW().getAffineY())
                .toUpperCase(Locale.ROOT);
    }

    /** ECDH of Java's own provider, which is not what reads and checks the card's keys. */
    static Bytes agree(ECPrivateKey own, ECPublicKey peer) throws GeneralSecurityException {
        KeyAgreement ecdh = KeyAgreement.getInstance("ECDH", "SunEC");
        ecdh.init(own);
        ecdh.doPhase(peer, true);
        return Bytes.of(ecdh.generateSecret());
    }

    /** P_SHA256 (RFC 5246 section 5). */
    static Bytes prf(Bytes secret, Bytes labelAndSeed, int length) throws GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Bytes a = labelAndSeed;
        while (out.size() < length) {
            a = hmac(secret, a);
            out.writeBytes(hmac(secret, Bytes.concat(a, labelAndSeed)).toArray());
        }
        return Bytes.of(out.toByteArray(), 0, length);
    }

    static Bytes hmac(Bytes key, Bytes message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
        return Bytes.of(mac.doFinal(message.toArray()));
    }

    /** A key pair on brainpoolP256r1, which Java's own provider cannot make; always the same one. */
    static AsymmetricCipherKeyPair brainpool() {
        X9ECParameters curve = TeleTrusTNamedCurves.getByName("brainpoolP256r1");
        ECDomainParameters domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
        BigInteger number = curve.getN().shiftRight(1);
        return new AsymmetricCipherKeyPair(
                new ECPublicKeyParameters(curve.getG().multiply(number), domain),
                new ECPrivateKeyParameters(number, domain));
    }

    /** {@code 04 X Y} of a Bouncy Castle key. */
    static String point(AsymmetricCipherKeyPair pair) {
        return Bytes.of(((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false))
                .toHex();
    }

    /** r and s in hexadecimal, 64 bytes. */
    static String sign(AsymmetricCipherKeyPair pair, Bytes hash) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, (ECPrivateKeyParameters) pair.getPrivate());
        BigInteger[] rs = signer.generateSignature(hash.toArray());
        return "%064x%064x".formatted(rs[0], rs[1]).toUpperCase(Locale.ROOT);
    }
}
