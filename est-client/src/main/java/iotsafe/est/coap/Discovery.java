package iotsafe.est.coap;

import iotsafe.est.EstOperation;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.californium.core.WebLink;
import org.eclipse.californium.core.coap.LinkFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server's list of resources says about EST.
 *
 * @param roots where EST is, without trailing slash, absolute; in no order, a label included
 * @param listed the operations that were found there
 * @param elsewhere roots on hosts or by schemes that may not be followed: a link there is a redirect in effect
 * @see "RFC 9148 §4.1; RFC 6690 §4, §5"
 */
record Discovery(List<URI> roots, Set<EstOperation> listed, List<URI> elsewhere) {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final String TYPE = "ace.est.";

    /** Nothing was found. */
    static final Discovery NOTHING = new Discovery(List.of(), Set.of(), List.of());

    /**
     * Reads the list.
     *
     * @param links application/link-format
     * @param base the server that was asked; another port of it is fine
     * @param otherHosts that may be followed too
     */
    static Discovery read(String links, URI base, Set<String> otherHosts) {
        Set<URI> roots = new LinkedHashSet<>();
        Set<EstOperation> listed = EnumSet.noneOf(EstOperation.class);
        Set<URI> elsewhere = new LinkedHashSet<>();
        try {
            List<WebLink> found = new ArrayList<>(LinkFormat.parse(links));
            for (EstOperation operation : EstOperation.values()) {
                for (WebLink link : found) {
                    if (link.getAttributes().getResourceTypes().contains(TYPE + operation.shortPath())) {
                        URI resource = base.resolve(link.getURI());
                        String path = String.valueOf(resource.getRawPath());
                        if (resource.getHost() != null && path.endsWith("/" + operation.shortPath())) {
                            URI root = resource.resolve(path.substring(
                                            0,
                                            path.length()
                                                    - operation.shortPath().length()
                                                    - 1)
                                    + "/");
                            boolean allowed = isAllowed(root, base, otherHosts);
                            (allowed ? roots : elsewhere).add(withoutSlash(root));
                            if (allowed) {
                                listed.add(operation);
                            }
                        }
                    }
                }
            }
        } catch (RuntimeException unreadable) {
            LOG.warn("{} sent a list of resources that cannot be read: {}", base, unreadable.toString());
            return NOTHING;
        }
        return new Discovery(List.copyOf(roots), Set.copyOf(listed), List.copyOf(elsewhere));
    }

    private static boolean isAllowed(URI root, URI base, Set<String> otherHosts) {
        return base.getScheme().equalsIgnoreCase(root.getScheme())
                && (base.getHost().equalsIgnoreCase(root.getHost())
                        || otherHosts.stream().anyMatch(root.getHost()::equalsIgnoreCase));
    }

    private static URI withoutSlash(URI root) {
        return URI.create(root.toString().replaceAll("/+$", ""));
    }
}
