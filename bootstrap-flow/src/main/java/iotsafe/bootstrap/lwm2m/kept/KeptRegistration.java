package iotsafe.bootstrap.lwm2m.kept;

import java.util.Optional;

/**
 * A registration as its server knows it (OMA LwM2M Core 6.2).
 *
 * @param location where the server keeps it, such as {@code /rd/5a3f}
 * @param terms a digest of what no Update can change: who both sides are, the endpoint name, version and binding
 * @param lifetime the seconds that the server was told last
 * @param links a digest of the object links that it was told last
 */
public record KeptRegistration(String location, String terms, long lifetime, String links) {
    /** Whether an Update can make it what the other is. */
    public boolean isOnTermsOf(KeptRegistration other) {
        return terms.equals(other.terms);
    }

    /** After an Update that told these. */
    public KeptRegistration updated(Optional<Long> newLifetime, Optional<String> newLinks) {
        return new KeptRegistration(location, terms, newLifetime.orElse(lifetime), newLinks.orElse(links));
    }
}
