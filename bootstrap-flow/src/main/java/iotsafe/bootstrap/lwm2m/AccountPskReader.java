package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.lwm2m.AccountReader.UnusableException;
import iotsafe.credentials.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;

/**
 * Reads an account's pre-shared key (OMA LwM2M Core, E.1, /0/x/3 and /0/x/5). An identity that the configuration knows on the card is the
 * card's, whatever the server has written beside it.
 */
final class AccountPskReader {
    static final int IDENTITY = 3;
    static final int KEY = 5;

    private AccountPskReader() {}

    static AccountPsk read(LwM2mObjectInstance security, Psks psks) {
        String identity = identity(security)
                .orElseThrow(() -> new UnusableException(
                        security, IDENTITY, "is empty or no UTF-8; mode 0 (pre-shared key) needs an identity there"));
        Optional<PskName> onCard = psks.named(identity);
        if (onCard.isPresent()) {
            return new AccountPsk.OnCard(onCard.get());
        }
        byte[] key = octets(security, KEY);
        if (key.length == 0) {
            throw new UnusableException(
                    security,
                    KEY,
                    "is empty, and the configuration knows no key on the card by the identity \"%s\"; set management.psk-identity and management.key, or have a key written"
                            .formatted(identity));
        }
        return new AccountPsk.Written(identity, Secret.of(key));
    }

    /** Empty if there is none, or one that is no text: then no configuration can name it, and TLS wants UTF-8 (RFC 4279 section 5.1). */
    static Optional<String> identity(LwM2mObjectInstance security) {
        byte[] identity = octets(security, IDENTITY);
        try {
            return identity.length == 0
                    ? Optional.empty()
                    : Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(identity))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static byte[] octets(LwM2mObjectInstance security, int resource) {
        LwM2mResource found = security.getResource(resource);
        return found != null && found.getValue() instanceof byte[] octets ? octets : new byte[0];
    }
}
