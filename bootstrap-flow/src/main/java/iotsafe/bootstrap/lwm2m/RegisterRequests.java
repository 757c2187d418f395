package iotsafe.bootstrap.lwm2m;

import java.util.Set;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.util.LinkFormatHelper;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.RegisterRequest;

/** Writes Register requests: what the device is called, what it has and how it can be reached (OMA LwM2M Core 6.2.1). */
final class RegisterRequests {
    private final LwM2mObjectTree tree;
    private final LinkFormatHelper links;
    private final Set<ContentFormat> formats;
    private final boolean queueMode;

    RegisterRequests(LwM2mObjectTree tree, LinkFormatHelper links, Set<ContentFormat> formats, boolean queueMode) {
        this.tree = tree;
        this.links = links;
        this.formats = formats;
        this.queueMode = queueMode;
    }

    RegisterRequest register(String endpoint, Account account) {
        LwM2mVersion version = LwM2mVersion.lastSupported();
        return new RegisterRequest(
                endpoint,
                account.lifetime(),
                version.toString(),
                BindingMode.parse("U"),
                queueMode,
                null,
                links.getClientDescription(
                        tree.getObjectEnablers().values(),
                        null,
                        ContentFormat.getOptionalContentFormatForClient(formats, version)),
                null);
    }
}
