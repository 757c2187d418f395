package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_05;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PUT PUBLIC KEY (interface reference 3.8). */
class PutPublicKeyTest extends CardTest {
    private static final String INIT = "81 24 00 01 03 85 01 05";
    private static final String UPDATE = "81 D8 80 01 47" + QT_KEY;

    private final ECPublicKey key = Vectors.qtKey();

    @Test
    void takes_two_exchanges_and_no_close() throws CardException {
        card.on(INIT, "9000").on(UPDATE, "9000");
        applet.putPublicKey(PUBLIC_05, key);
        assertThat(applet.exchanges()).isEqualTo(2 + 2);
        card.isFinished();
    }

    @Test
    void a_container_is_named_by_its_label_as_well() throws CardException {
        card.on("81 24 00 01 06 75 04 70656572", "9000").on(UPDATE, "9000");
        applet.putPublicKey(uri("iotsafe:type=public;label=peer"), key);
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6985", "6989", "6A80", "6A86", "6A84"})
    void a_refused_block_closes_the_session_and_names_the_container(String status) {
        card.on(INIT, "9000").on(UPDATE, status).on("81 24 01 01", "9000");
        if (status.equals("6989")) {
            // a server changed the object meanwhile: once more
            card.on(INIT, "9000").on(UPDATE, status).on("81 24 01 01", "9000");
        }
        assertThatThrownBy(() -> applet.putPublicKey(PUBLIC_05, key))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageStartingWith("PUT PUBLIC KEY iotsafe:type=public;id=05: " + status);
        card.isFinished();
    }

    @Test
    void a_container_that_may_not_be_updated_is_refused_after_a_bounded_search_for_a_session() {
        for (int session : new int[] {1, 0}) {
            card.on("81 24 00 %02X 03 85 01 05".formatted(session), "6985")
                    .on("81 24 01 %02X".formatted(session), "6985")
                    .on("81 24 00 %02X 03 85 01 05".formatted(session), "6985");
        }
        assertThatThrownBy(() -> applet.putPublicKey(PUBLIC_05, key)).hasMessageContaining("may not be updated");
        card.isFinished();
    }

    @Test
    void a_point_that_is_not_on_its_curve_never_reaches_the_card() {
        BigInteger y = key.getW().getAffineY().add(BigInteger.ONE);
        ECPublicKey off = Curve.P256.key(new ECPoint(key.getW().getAffineX(), y));
        assertThatThrownBy(() -> applet.putPublicKey(PUBLIC_05, off))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("no point of P-256 or brainpoolP256r1");
    }

    @Test
    void a_key_on_another_curve_never_reaches_the_card() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        ECPublicKey other = (ECPublicKey) generator.generateKeyPair().getPublic();
        assertThatThrownBy(() -> applet.putPublicKey(PUBLIC_05, other)).hasMessageContaining("use a peer's key");
    }

    @Test
    void only_a_public_container_takes_one() {
        assertThatThrownBy(() -> applet.putPublicKey(PRIVATE_01, key)).hasMessageContaining("write type=public");
    }
}
