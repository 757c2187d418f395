package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** A real SoftHSM with tokens "first", "second" and "guarded"; each test has ids of its own. */
@Timeout(60)
abstract class TokenTest {
    static final Bytes HASH = Bytes.of(new byte[32]);

    private final List<Pkcs11Element> opened = new ArrayList<>();

    @BeforeAll
    static void needs_a_token() {
        assumeTrue(SoftHsm.isInstalled(), "SoftHSM is not installed: apt install softhsm2");
        SoftHsm.here();
    }

    @AfterEach
    void letGo() {
        opened.forEach(Pkcs11Element::close);
    }

    Pkcs11Element first() throws IOException {
        return at(SoftHsm.here().token("first"));
    }

    Pkcs11Element at(TokenAddress address) {
        Pkcs11Element token = new Pkcs11Element(address);
        opened.add(token);
        return token;
    }

    static OnCard privateKey(String id) {
        return OnCard.byId(ObjectType.PRIVATE, Bytes.ofHex(id));
    }

    static OnCard publicKey(String id) {
        return OnCard.byId(ObjectType.PUBLIC, Bytes.ofHex(id));
    }

    static OnCard file(String id) {
        return OnCard.byId(ObjectType.FILE, Bytes.ofHex(id));
    }

    static boolean verifies(PublicKey key, Bytes signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
        verifier.initVerify(key);
        verifier.update(HASH.toArray());
        return verifier.verify(signature.toArray());
    }

    static ThrowableAssertAlternative<CardException.Refused> refused(ThrowingCallable call) {
        return assertThatExceptionOfType(CardException.Refused.class).isThrownBy(call);
    }

    static ThrowableAssertAlternative<CardException.Unreachable> unreachable(ThrowingCallable call) {
        return assertThatExceptionOfType(CardException.Unreachable.class).isThrownBy(call);
    }
}
