package iotsafe.credentials.jca;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The signatures of the provider, and who makes them with keys that are on no card. */
enum SignatureKind {
    /** ECDSA over a message. */
    ECDSA("SHA256withECDSA", "SunEC", CardPrivateKey.class),
    /** ECDSA over a hash that the caller made. */
    ECDSA_OF_HASH("NONEwithECDSA", "SunEC", CardPrivateKey.class),
    /** RSASSA-PKCS1-v1_5 over a message. RSASSA-PSS is no card's. */
    RSA("SHA256withRSA", "SunRsaSign", CardRsaPrivateKey.class);

    private final String algorithm;
    private final String platform;
    private final Class<? extends KeyOnCard> cardKeys;

    SignatureKind(String algorithm, String platform, Class<? extends KeyOnCard> cardKeys) {
        this.algorithm = algorithm;
        this.platform = platform;
        this.cardKeys = cardKeys;
    }

    /** As the JCA calls it. */
    String algorithm() {
        return algorithm;
    }

    /** The name of the platform's provider. */
    String platform() {
        return platform;
    }

    /** The keys that go to their card. */
    Class<? extends KeyOnCard> cardKeys() {
        return cardKeys;
    }

    /** All keys, in the form of the attribute {@code SupportedKeyClasses}. */
    String keyClasses() {
        String family = this == RSA ? "RSA" : "EC";
        return Stream.of(
                        cardKeys.getName(),
                        "java.security.interfaces.%sPrivateKey".formatted(family),
                        "java.security.interfaces.%sPublicKey".formatted(family))
                .collect(Collectors.joining("|"));
    }
}
