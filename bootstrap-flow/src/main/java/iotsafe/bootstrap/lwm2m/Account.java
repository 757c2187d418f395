package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.dtls.Association;
import iotsafe.credentials.dtls.CertificateUsage;
import iotsafe.credentials.dtls.ServerTrust;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.eclipse.leshan.client.servers.DmServerInfo;
import org.eclipse.leshan.core.SecurityMode;

/**
 * One management account, objects 0 and 1 taken together (OMA LwM2M Core, E.1 and E.2).
 *
 * @param server what the flow needs of it
 * @param lifetime /1/x/1, seconds
 * @param usage /0/x/15
 * @param association /0/x/4 and /0/x/13
 * @param sni /0/x/14
 */
record Account(
        ServerAccount server, long lifetime, CertificateUsage usage, Association association, Optional<String> sni) {
    /** What the DTLS layer has to insist on; the name is the SNI, or the URI's host (OMA LwM2M Transport, deployments without DNS). */
    ServerTrust trust(List<X509Certificate> anchors) {
        return new ServerTrust(usage, Optional.of(association), anchors, sni.orElseGet(() -> Hosts.host(server.uri())));
    }

    /** For Leshan's endpoint: mode 4 has become mode 2 once there is a certificate. */
    DmServerInfo info() {
        DmServerInfo info = new DmServerInfo();
        info.bootstrap = false;
        info.serverId = server.shortServerId();
        info.serverUri = server.uri();
        info.secureMode = SecurityMode.X509;
        info.lifetime = lifetime;
        info.sni = sni.or(() -> Hosts.name(server.uri())).orElse(null);
        return info;
    }
}
