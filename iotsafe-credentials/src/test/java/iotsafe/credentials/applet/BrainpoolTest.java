package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_05;
import static iotsafe.credentials.applet.Vectors.QT_POINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import org.bouncycastle.asn1.teletrust.TeleTrusTObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.junit.jupiter.api.Test;

/** Keys on brainpoolP256r1, key types 23 and 24 (interface reference 2.5, 2.7; RFC 5639 3.4). */
class BrainpoolTest extends CardTest {
    private final AsymmetricCipherKeyPair pair = SoftKeys.brainpool();
    private final String key = "344549438641" + SoftKeys.point(pair);

    @Test
    void a_key_is_read_in_one_exchange_for_its_point_names_the_curve() throws CardException {
        card.on("81 CD 00 00 03 85 01 05 00", key + "9000");
        ECPublicKey read = applet.publicKey(PUBLIC_05);
        assertThat(SoftKeys.point(read)).isEqualTo(SoftKeys.point(pair));
        assertThat(Curve.BRAINPOOL_P256R1.has(read.getParams())).isTrue();
        assertThat(Curve.P256.has(read.getParams())).isFalse();
        card.isFinished();
    }

    @Test
    void its_encoding_names_the_curve_and_no_provider_was_registered() throws CardException {
        ECPublicKey read = PublicKeyData.read("key", bytes(key));
        assertThat(SubjectPublicKeyInfo.getInstance(read.getEncoded())
                        .getAlgorithm()
                        .getParameters())
                .isEqualTo(TeleTrusTObjectIdentifiers.brainpoolP256r1);
        assertThat(Security.getProvider("BC")).isNull();
    }

    @Test
    void a_generated_pair_is_on_it() throws CardException {
        card.on("81 B9 00 00 03 84 01 01 00", "84 01 01 85 01 02" + key + "9000");
        assertThat(SoftKeys.point(applet.generateKeyPair(PRIVATE_01).publicKey()))
                .isEqualTo(SoftKeys.point(pair));
    }

    @Test
    void a_peer_s_key_is_put() throws CardException {
        card.on("81 24 00 01 03 85 01 05", "9000").on("81 D8 80 01 47" + key, "9000");
        applet.putPublicKey(PUBLIC_05, PublicKeyData.read("key", bytes(key)));
        card.isFinished();
    }

    @Test
    void a_signature_is_read_and_mode_02_checks_it() throws CardException {
        Bytes text = Bytes.of(new byte[65]);
        card.on("81 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 04", "9000")
                .on("81 2B 80 01 22 9E 20" + HASH + "00", "33 0040" + SoftKeys.sign(pair, bytes(HASH)) + "9000")
                .on("81 2A 00 01 0D 84 01 01 A1 01 02 91 02 0001 92 01 04", "9000")
                .on(
                        "81 2B 80 01 2B 9A 01 00 9C 20" + Sha256State.after(text.slice(0, 64)) + "9D 04 00000040 00",
                        "33 0040" + SoftKeys.sign(pair, Sha256.of(text.toArray())) + "9000")
                .on("81 CB 01 00 00", "74 01 41 84 01 01 4B 01 23 75 01 41 85 01 05 4B 01 23 9000")
                .on("81 CD 00 00 03 85 01 05 00", key + "9000");
        assertThat(applet.sign(PRIVATE_01, bytes(HASH)).length()).isEqualTo(64);
        assertThat(applet.signLastBlock(PRIVATE_01, text).length()).isEqualTo(64);
        card.isFinished();
    }

    @Test
    void a_point_of_one_curve_is_none_of_the_other() throws CardException {
        ECPoint nist = PublicKeyData.read("key", bytes(QT_POINT)).getW();
        ECPoint brainpool = PublicKeyData.read("key", bytes(key)).getW();
        assertThat(Curve.BRAINPOOL_P256R1.contains(nist)).isFalse();
        assertThat(Curve.P256.contains(brainpool)).isFalse();
        assertThat(Curve.of(ECPoint.POINT_INFINITY)).isEmpty();
    }

    @Test
    void a_coordinate_that_is_not_reduced_is_refused_though_the_equation_holds() throws CardException {
        BigInteger field =
                ((ECFieldFp) Curve.BRAINPOOL_P256R1.parameters().getCurve().getField()).getP();
        ECPoint point = PublicKeyData.read("key", bytes(key)).getW();
        BigInteger smaller = point.getAffineY().min(field.subtract(point.getAffineY()));
        assertThat(Curve.BRAINPOOL_P256R1.contains(new ECPoint(point.getAffineX(), smaller)))
                .isTrue();
        assertThat(Curve.BRAINPOOL_P256R1.contains(new ECPoint(point.getAffineX(), smaller.add(field))))
                .isFalse();
    }

    @Test
    void a_key_that_lies_about_its_curve_never_reaches_the_card() throws CardException {
        ECPoint nist = PublicKeyData.read("key", bytes(QT_POINT)).getW();
        assertThatThrownBy(() -> applet.putPublicKey(PUBLIC_05, new Liar(nist)))
                .isInstanceOf(CardException.Refused.class);
    }

    /** A point of P-256 with the parameters of the other curve. */
    private record Liar(ECPoint w) implements ECPublicKey {
        private static final long serialVersionUID = 1L;

        @Override
        public ECPoint getW() {
            return w;
        }

        @Override
        public java.security.spec.ECParameterSpec getParams() {
            return Curve.BRAINPOOL_P256R1.parameters();
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }
}
