package iotsafe.credentials.jca;

import iotsafe.credentials.SecureElement;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;

/**
 * Loads a {@code KeyStore} of type {@code IoTSAFE} from a card that the program holds already, in place of the provider's own.
 *
 * @param card stays the caller's to close; as long as keys of the store are used, it must be open
 */
public record CardLoadStoreParameter(SecureElement card) implements KeyStore.LoadStoreParameter {
    /** Null: the keys of an IoT SAFE applet are used without a password. */
    @Override
    public KeyStore.@Nullable ProtectionParameter getProtectionParameter() {
        return null;
    }
}
