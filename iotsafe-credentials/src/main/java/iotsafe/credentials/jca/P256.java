package iotsafe.credentials.jca;

import java.security.AlgorithmParameters;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidParameterSpecException;

/** The one curve that every IoT SAFE applet and every LwM2M server has (secp256r1, FIPS 186-4 D.1.2.3). */
final class P256 {
    private static final ECParameterSpec PARAMETERS = load();

    private P256() {}

    static ECParameterSpec parameters() {
        return PARAMETERS;
    }

    private static ECParameterSpec load() {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec("secp256r1"));
            return named.getParameterSpec(ECParameterSpec.class);
        } catch (NoSuchAlgorithmException | InvalidParameterSpecException e) {
            throw new IllegalStateException("this Java run-time has no P-256", e);
        }
    }
}
