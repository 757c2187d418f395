package iotsafe.bootstrap.lwm2m.data;

import java.util.Collection;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.util.LinkFormatHelper;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.link.lwm2m.LwM2mLink;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributes;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.jspecify.annotations.Nullable;

/** What the device says of itself in links, as the library writes them but where OMA has it otherwise. */
public final class DeviceLinks extends LinkFormatHelper {
    /** Of LwM2M 1.1. */
    public DeviceLinks() {
        super(LwM2mVersion.V1_1);
    }

    /** Bootstrap-Discover (OMA LwM2M Core 1.1, 6.1.7.3) of the whole device; the library's says 1.0. */
    @Override
    public LwM2mLink[] getBootstrapClientDescription(Collection<LwM2mObjectEnabler> objects) {
        return withVersion(super.getBootstrapClientDescription(objects));
    }

    /** Bootstrap-Discover of one object. */
    @Override
    public LwM2mLink[] getBootstrapObjectDescription(LwM2mObjectEnabler object) {
        return withVersion(super.getBootstrapObjectDescription(object));
    }

    private LwM2mLink[] withVersion(LwM2mLink[] links) {
        links[0] = new LwM2mLink(
                "/", LwM2mPath.ROOTPATH, LwM2mAttributes.create(LwM2mAttributes.ENABLER_VERSION, version));
        return links;
    }

    /** Discover on a resource alone, which also tells what it inherits (OMA LwM2M Core 1.1, 6.3.2). */
    @Override
    public LwM2mLink[] getResourceDescription(
            LwM2mServer server, LwM2mObjectEnabler object, int instance, int resource, @Nullable String rootPath) {
        LwM2mLink[] links = super.getResourceDescription(server, object, instance, resource, rootPath);
        LwM2mPath path = links[0].getPath();
        LwM2mAttributeSet inherited = object.getAttributesFor(server).getWithInheritance(path.toObjectInstancePath());
        if (inherited != null) {
            links[0] = new LwM2mLink(rootPath, path, inherited.merge(links[0].getAttributes()));
        }
        return links;
    }
}
