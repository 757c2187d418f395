package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.FactoryAccount;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.ServerAccount;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.util.datatype.ULong;

/**
 * Objects 0 and 1 of a device whose management server is known without any bootstrap (OMA LwM2M Core, E.1 and E.2).
 *
 * @param shortServerId 1 to 65534 (/0/x/10 and /1/x/0)
 * @param uri {@code coaps://host:port} (/0/x/0)
 * @param lifetime of the registration (/1/x/1), at least a second
 * @param serverName the name that the server's certificate must hold (/0/x/14); empty for the host of the URI
 * @param bootstrapServer the account that stays for the day when this one no longer works
 */
public record FactoryObjects(
        int shortServerId, URI uri, Duration lifetime, Optional<String> serverName, URI bootstrapServer) {
    private static final int PSK = 0;
    private static final int CERTIFICATE = 2;
    private static final int SERVER_CERTIFICATE = 4;
    private static final int SNI = 14;
    /** /1/x/6, Notification Storing When Disabled or Offline. */
    private static final int STORING = 6;

    private static final int USAGE = 15;
    private static final ULong TRUST_ANCHOR_ASSERTION = ULong.valueOf(2);

    /** With the factory's certificate; the server's own has to lead to {@code anchor} (certificate usage 2). */
    public FactoryAccount withCertificate(X509Certificate anchor) {
        List<LwM2mResource> proof = new ArrayList<>();
        try {
            proof.add(LwM2mSingleResource.newBinaryResource(SERVER_CERTIFICATE, anchor.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be written down", e);
        }
        proof.add(LwM2mSingleResource.newUnsignedIntegerResource(USAGE, TRUST_ANCHOR_ASSERTION));
        serverName.ifPresent(name -> proof.add(LwM2mSingleResource.newStringResource(SNI, name)));
        return account(ServerAccount.Mode.CERTIFICATE, CERTIFICATE, proof, Optional.empty());
    }

    /** With a pre-shared key that stays on the card. */
    public FactoryAccount withPsk(PskName key) {
        LwM2mResource identity = LwM2mSingleResource.newBinaryResource(
                AccountPskReader.IDENTITY, key.identity().getBytes(StandardCharsets.UTF_8));
        return account(ServerAccount.Mode.PSK, PSK, List.of(identity), Optional.of(key.identity()));
    }

    private FactoryAccount account(
            ServerAccount.Mode mode, int number, List<LwM2mResource> proof, Optional<String> pskIdentity) {
        List<LwM2mResource> security = new ArrayList<>(List.of(
                LwM2mSingleResource.newStringResource(LwM2mId.SEC_SERVER_URI, uri.toString()),
                LwM2mSingleResource.newBooleanResource(LwM2mId.SEC_BOOTSTRAP, false),
                LwM2mSingleResource.newIntegerResource(LwM2mId.SEC_SECURITY_MODE, number),
                LwM2mSingleResource.newIntegerResource(LwM2mId.SEC_SERVER_ID, shortServerId)));
        security.addAll(proof);
        List<LwM2mResource> server = List.of(
                LwM2mSingleResource.newIntegerResource(LwM2mId.SRV_SERVER_ID, shortServerId),
                LwM2mSingleResource.newIntegerResource(LwM2mId.SRV_LIFETIME, lifetime.toSeconds()),
                LwM2mSingleResource.newBooleanResource(STORING, false),
                LwM2mSingleResource.newStringResource(LwM2mId.SRV_BINDING, "U"));
        List<LwM2mResource> bootstrap = List.of(
                LwM2mSingleResource.newStringResource(LwM2mId.SEC_SERVER_URI, bootstrapServer.toString()),
                LwM2mSingleResource.newBooleanResource(LwM2mId.SEC_BOOTSTRAP, true),
                LwM2mSingleResource.newIntegerResource(LwM2mId.SEC_SECURITY_MODE, number));
        String objects = ObjectsSnapshot.ofInstances(Map.of(
                        new LwM2mPath(LwM2mId.SECURITY, 0), new LwM2mObjectInstance(0, bootstrap),
                        new LwM2mPath(LwM2mId.SECURITY, 1), new LwM2mObjectInstance(1, security),
                        new LwM2mPath(LwM2mId.SERVER, 0), new LwM2mObjectInstance(0, server)))
                .toText(ObjectDefinitions.ofAccounts());
        return new FactoryAccount(new ServerAccount(shortServerId, uri, mode), objects, pskIdentity);
    }
}
