package iotsafe.bootstrap.lwm2m;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the device itself writes into its accounts (OMA LwM2M Core 1.1, E.1 and E.2). */
final class OwnWrites {
    private static final Logger LOG = LoggerFactory.getLogger(OwnWrites.class);
    private static final int ALERT_CODE = 11;
    private static final int LAST_BOOTSTRAPPED = 12;

    private OwnWrites() {}

    /** TLS-DTLS Alert Code (/1/x/11) of an account: the latest that its server sent. */
    static void alert(LwM2mObjectTree tree, int shortServerId, int code) {
        for (LwM2mObjectInstance server : instances(tree, LwM2mId.SERVER)) {
            LwM2mResource id = server.getResource(LwM2mId.SRV_SERVER_ID);
            if (id != null && id.getValue().equals((long) shortServerId)) {
                write(
                        tree,
                        server.getId(),
                        LwM2mSingleResource.newUnsignedIntegerResource(ALERT_CODE, ULong.valueOf(code)));
            }
        }
    }

    /** Last Bootstrapped (/1/x/12) of all accounts; to the second, as the data formats have it. */
    static void lastBootstrapped(LwM2mObjectTree tree, Instant now) {
        Date date = Date.from(Instant.ofEpochSecond(now.getEpochSecond()));
        for (LwM2mObjectInstance server : instances(tree, LwM2mId.SERVER)) {
            write(tree, server.getId(), LwM2mSingleResource.newDateResource(LAST_BOOTSTRAPPED, date));
        }
    }

    /** Removes the bootstrap account, if it is there: its time is up (/0/x/12). */
    static void purgeBootstrapAccount(LwM2mObjectTree tree) {
        LwM2mObjectEnabler security = tree.getObjectEnabler(LwM2mId.SECURITY);
        RulesReader.bootstrapAccount(instances(tree, LwM2mId.SECURITY)).ifPresent(account -> {
            if (security instanceof ObjectEnabler object) {
                object.removeInstance(account.getId());
                LOG.warn(
                        "the bootstrap account /0/{} has had its time and is purged, as the bootstrap server ordered; only a reset of the device brings it back",
                        account.getId());
            }
        });
    }

    private static void write(LwM2mObjectTree tree, int instance, LwM2mSingleResource resource) {
        LwM2mPath path = new LwM2mPath(LwM2mId.SERVER, instance, resource.getId());
        var response = tree.getObjectEnabler(LwM2mId.SERVER)
                .write(LwM2mServer.SYSTEM, new BootstrapWriteRequest(path, resource, ContentFormat.SENML_JSON));
        if (response.isFailure()) {
            LOG.warn("{} cannot be set: {}", path, response);
        }
    }

    private static List<LwM2mObjectInstance> instances(LwM2mObjectTree tree, int object) {
        return ObjectsSnapshot.of(tree).instancesOf(object);
    }
}
