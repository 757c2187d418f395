package iotsafe.bootstrap.lwm2m.data;

import java.util.Map;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.jspecify.annotations.Nullable;

/**
 * What was found under the paths of an observation.
 *
 * @param nodes null for a path that holds nothing
 * @param refusal why nothing at all could be read; null if something was
 */
record Reading(Map<LwM2mPath, LwM2mNode> nodes, @Nullable ResponseCode refusal) {}
