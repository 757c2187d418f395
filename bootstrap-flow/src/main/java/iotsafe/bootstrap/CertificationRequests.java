package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Causes;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.est.Pkcs10;
import java.io.IOException;
import java.security.PublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Makes certification requests (RFC 2986) that the card signs: its signature is the proof of possession (RFC 7030 4.2.1). */
final class CertificationRequests {
    private CertificationRequests() {}

    /**
     * A request for {@code CN=endpoint} over a key on the card.
     *
     * @throws CardException if the card did not sign
     */
    static Pkcs10 sign(String endpoint, PublicKey publicKey, CardPrivateKey key) throws CardException {
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, endpoint)
                .build();
        try {
            return Pkcs10.of(new JcaPKCS10CertificationRequestBuilder(subject, publicKey)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
                    .getEncoded());
        } catch (RuntimeOperatorException e) {
            throw cardsPart(e);
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("the IotSafe provider is not installed", e);
        } catch (IllegalArgumentException e) {
            throw new CardException.Refused(
                    "%s signs with another key than GENERATE KEY PAIR returned: %s".formatted(key, e.getMessage()));
        }
    }

    private static CardException cardsPart(RuntimeOperatorException e) {
        return Causes.first(e, CardException.class).orElseThrow(() -> e);
    }
}
