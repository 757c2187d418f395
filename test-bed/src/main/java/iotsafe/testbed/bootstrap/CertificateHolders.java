package iotsafe.testbed.bootstrap;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.eclipse.leshan.core.peer.OscoreIdentity;
import org.eclipse.leshan.server.security.BootstrapSecurityStore;
import org.eclipse.leshan.server.security.SecurityInfo;
import org.jspecify.annotations.Nullable;

/** Lets in whoever holds a certificate of the CA, under the name in it; no PSK, no raw key. */
final class CertificateHolders implements BootstrapSecurityStore {
    @Override
    public @Nullable SecurityInfo getByIdentity(String pskIdentity) {
        return null;
    }

    @Override
    public @Nullable SecurityInfo getByOscoreIdentity(OscoreIdentity identity) {
        return null;
    }

    @Override
    public Iterator<SecurityInfo> getAllByEndpoint(@Nullable String endpoint) {
        return endpoint == null
                ? Collections.emptyIterator()
                : List.of(SecurityInfo.newX509CertInfo(endpoint)).iterator();
    }
}
