package iotsafe.testbed.bootstrap;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.leshan.core.peer.OscoreIdentity;
import org.eclipse.leshan.server.security.BootstrapSecurityStore;
import org.eclipse.leshan.server.security.SecurityInfo;
import org.jspecify.annotations.Nullable;

/** Lets in whoever holds a certificate of the CA, under the name in it, and those whose pre-shared key was given; no raw key. */
final class KnownDevices implements BootstrapSecurityStore {
    private final List<Psk> psks;

    KnownDevices(List<Psk> psks) {
        this.psks = psks;
    }

    @Override
    public @Nullable SecurityInfo getByIdentity(String pskIdentity) {
        return withPsk(pskIdentity).findFirst().orElse(null);
    }

    @Override
    public @Nullable SecurityInfo getByOscoreIdentity(OscoreIdentity identity) {
        return null;
    }

    @Override
    public Iterator<SecurityInfo> getAllByEndpoint(@Nullable String endpoint) {
        return endpoint == null
                ? Collections.emptyIterator()
                : Stream.concat(withPsk(endpoint), Stream.of(SecurityInfo.newX509CertInfo(endpoint)))
                        .iterator();
    }

    private Stream<SecurityInfo> withPsk(String identity) {
        return psks.stream()
                .filter(psk -> psk.identity().equals(identity))
                .map(psk -> SecurityInfo.newPreSharedKeyInfo(identity, identity, psk.keyBytes()));
    }
}
