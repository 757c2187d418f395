package iotsafe.testbed.ca;

import iotsafe.testbed.ca.Leaf.Purpose;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** Issues a certificate as the weather has it. */
public final class Issuance {
    /** How long a device's certificate lasts unless something else is asked for. */
    public static final Duration USUAL_LIFE = Duration.ofDays(90);

    private static final Duration A_DAY = Duration.ofDays(1);

    private Issuance() {}

    /** The certificate for {@code leaf}, spoilt by each {@link Weather.Kind#CERTIFICATE} weather of the forecast. */
    public static X509Certificate issue(CertificateAuthority authority, Leaf leaf, Forecast forecast) {
        Leaf said = leaf;
        if (forecast.has(Weather.WRONG_KEY)) {
            said = said.withKey(P256.generate().getPublic());
        }
        if (forecast.has(Weather.EXPIRED)) {
            said = said.withValidity(
                    authority.now().minus(A_DAY.multipliedBy(30)),
                    authority.now().minus(A_DAY));
        }
        if (forecast.has(Weather.NOT_YET_VALID)) {
            said = said.withValidity(
                    authority.now().plus(A_DAY), authority.now().plus(A_DAY.multipliedBy(30)));
        }
        if (forecast.has(Weather.OTHER_NAME)) {
            said = said.withName("somebody-else");
        }
        if (forecast.has(Weather.SERVER_AUTH_ONLY)) {
            said = said.withPurpose(Purpose.SERVER);
        }
        if (forecast.has(Weather.CA_LEAF)) {
            said = said.asAuthority();
        }
        return (forecast.has(Weather.OTHER_CA) ? authority.impostor() : authority).issue(said);
    }
}
