package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.dtls.Association;
import iotsafe.credentials.dtls.CertificateUsage;
import iotsafe.credentials.dtls.ServerTrust;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.eclipse.leshan.client.servers.DmServerInfo;

/**
 * One management account, objects 0 and 1 taken together (OMA LwM2M Core, E.1 and E.2).
 *
 * @param server what the flow needs of it
 * @param lifetime /1/x/1, seconds
 * @param usage /0/x/15
 * @param association /0/x/4 and /0/x/13; empty with a pre-shared key
 * @param sni /0/x/14
 * @param psk /0/x/3 and /0/x/5; empty with certificates
 */
record Account(
        ServerAccount server,
        long lifetime,
        CertificateUsage usage,
        Optional<Association> association,
        Optional<String> sni,
        Optional<AccountPsk> psk) {
    /**
     * What the DTLS layer has to insist on; the name is the SNI, or the URI's host (OMA LwM2M Transport, deployments without DNS). An account
     * with a pre-shared key that was enrolled all the same names no certificate: the device's own anchors judge.
     */
    ServerTrust trust(List<X509Certificate> anchors) {
        String name = sni.orElseGet(() -> Hosts.host(server.uri()));
        return association.isEmpty()
                ? ServerTrust.anchoredIn(anchors, name)
                : new ServerTrust(usage, association, anchors, name);
    }

    /** For Leshan's endpoint: the mode is how the device proves itself now, which for mode 4 is a certificate. */
    DmServerInfo info(Party party) {
        DmServerInfo info = new DmServerInfo();
        info.bootstrap = false;
        info.serverId = server.shortServerId();
        info.serverUri = server.uri();
        party.describeTo(info);
        info.lifetime = lifetime;
        info.sni = sni.or(() -> Hosts.name(server.uri())).orElse(null);
        return info;
    }
}
