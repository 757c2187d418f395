package iotsafe.bootstrap.lwm2m.data;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;

/**
 * What some paths held at one time.
 *
 * @param nodes null for a path that held nothing
 */
record Sample(Instant at, Map<LwM2mPath, LwM2mNode> nodes) {
    Sample {
        nodes = Collections.unmodifiableMap(new HashMap<>(nodes));
    }
}
