package iotsafe.bootstrap.lwm2m;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mEncoder;
import org.eclipse.leshan.core.node.codec.LwM2mDecoder;
import org.eclipse.leshan.core.node.codec.LwM2mEncoder;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;

/**
 * Objects 0, 1, 2 and 21 at one moment: what a bootstrap session may change, and what a restart has to find again. As text it is a JSON
 * object from instance paths to SenML JSON (RFC 8428).
 */
final class ObjectsSnapshot {
    private static final List<Integer> BOOTSTRAPPED =
            List.of(LwM2mId.SECURITY, LwM2mId.SERVER, LwM2mId.ACCESS_CONTROL, LwM2mId.OSCORE);
    private static final int SECURITY_MODE = 2;
    private static final int SECRET_KEY = 5;
    /** Certificate, and certificate with EST (/0/x/2). */
    private static final Set<Object> CERTIFICATE_MODES = Set.of(2L, 4L);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LwM2mEncoder ENCODER = new DefaultLwM2mEncoder();
    private static final LwM2mDecoder DECODER = new DefaultLwM2mDecoder();

    private final Map<LwM2mPath, LwM2mObjectInstance> instances;

    private ObjectsSnapshot(Map<LwM2mPath, LwM2mObjectInstance> instances) {
        this.instances = instances;
    }

    static ObjectsSnapshot of(LwM2mObjectTree tree) {
        Map<LwM2mPath, LwM2mObjectInstance> found = new TreeMap<>();
        for (LwM2mObjectEnabler enabler : bootstrapped(tree)) {
            LwM2mNode content = enabler.read(LwM2mServer.SYSTEM, new ReadRequest(enabler.getId()))
                    .getContent();
            for (LwM2mObjectInstance instance :
                    ((LwM2mObject) content).getInstances().values()) {
                found.put(new LwM2mPath(enabler.getId(), instance.getId()), instance);
            }
        }
        return new ObjectsSnapshot(found);
    }

    /** Of instances that are in no tree yet. */
    static ObjectsSnapshot ofInstances(Map<LwM2mPath, LwM2mObjectInstance> instances) {
        return new ObjectsSnapshot(new TreeMap<>(instances));
    }

    /**
     * Reads what {@link #toText} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static ObjectsSnapshot ofText(String text, LwM2mObjectTree tree) {
        try {
            Map<LwM2mPath, LwM2mObjectInstance> found = new TreeMap<>();
            JSON.readValue(text, new TypeReference<Map<String, String>>() {}).forEach((key, content) -> {
                LwM2mPath path = new LwM2mPath(key);
                found.put(path, instance(path, content, tree));
            });
            return new ObjectsSnapshot(found);
        } catch (JsonProcessingException | RuntimeException e) { // Leshan's decoder throws many kinds
            throw new IllegalArgumentException("saved objects: " + e.getMessage(), e);
        }
    }

    private static LwM2mObjectInstance instance(LwM2mPath path, String content, LwM2mObjectTree tree) {
        if (!path.isObjectInstance()) {
            throw new IllegalArgumentException(path + " is no object instance");
        }
        return DECODER.decode(
                content.getBytes(StandardCharsets.UTF_8),
                ContentFormat.SENML_JSON,
                null,
                path,
                tree.getModel(),
                LwM2mObjectInstance.class);
    }

    /** Those of one object. */
    List<LwM2mObjectInstance> instancesOf(int object) {
        return instances.entrySet().stream()
                .filter(each -> each.getKey().getObjectId() == object)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether a change of this object has to be saved. */
    static boolean holds(int object) {
        return BOOTSTRAPPED.contains(object);
    }

    String toText(LwM2mObjectTree tree) {
        return toText(tree.getModel());
    }

    String toText(LwM2mModel model) {
        try {
            Map<String, String> text = new TreeMap<>();
            instances.forEach((path, instance) -> text.put(
                    path.toString(),
                    new String(
                            ENCODER.encode(
                                    withoutPrivateKey(path, instance), ContentFormat.SENML_JSON, null, path, model),
                            StandardCharsets.UTF_8)));
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings that are no JSON", e);
        }
    }

    /** Without the keys that a server has written although the card has them: they are not used, and need not be kept. */
    ObjectsSnapshot withoutKeysOf(Psks psks) {
        Map<LwM2mPath, LwM2mObjectInstance> kept = new TreeMap<>();
        instances.forEach((path, instance) -> {
            boolean onCard = path.getObjectId() == LwM2mId.SECURITY
                    && AccountPskReader.identity(instance).flatMap(psks::named).isPresent();
            kept.put(path, onCard ? withoutKey(instance) : instance);
        });
        return new ObjectsSnapshot(kept);
    }

    /** A server that is used to other devices may write a private key into /0/x/5: in certificate modes the SIM has it, and none is kept. */
    private static LwM2mObjectInstance withoutPrivateKey(LwM2mPath path, LwM2mObjectInstance instance) {
        LwM2mResource mode = instance.getResource(SECURITY_MODE);
        boolean certificates = mode instanceof LwM2mSingleResource && CERTIFICATE_MODES.contains(mode.getValue());
        if (path.getObjectId() != LwM2mId.SECURITY || !certificates) {
            return instance;
        }
        return withoutKey(instance);
    }

    private static LwM2mObjectInstance withoutKey(LwM2mObjectInstance instance) {
        return new LwM2mObjectInstance(
                instance.getId(),
                instance.getResources().values().stream()
                        .filter(resource -> resource.getId() != SECRET_KEY)
                        .toList());
    }

    /** Makes the tree's objects what they were. If they are that already nobody hears of it: servers would be told of instances that came and went. */
    void restore(LwM2mObjectTree tree) {
        if (of(tree).instances.equals(instances)) {
            return;
        }
        disownBootstrapAccounts(tree);
        for (LwM2mObjectEnabler enabler : bootstrapped(tree)) {
            require(enabler.delete(LwM2mServer.SYSTEM, new BootstrapDeleteRequest(enabler.getId())));
        }
        instances.forEach((path, instance) -> {
            LwM2mObjectEnabler enabler = tree.getObjectEnabler(path.getObjectId());
            if (enabler != null) {
                require(enabler.write(
                        LwM2mServer.SYSTEM, new BootstrapWriteRequest(path, instance, ContentFormat.SENML_JSON)));
            }
        });
    }

    /** Leshan deletes no bootstrap account, not even one that the session wrote beside the device's own. */
    private static void disownBootstrapAccounts(LwM2mObjectTree tree) {
        LwM2mObjectEnabler security = tree.getObjectEnabler(LwM2mId.SECURITY);
        if (security == null) {
            return;
        }
        for (int id : security.getAvailableInstanceIds()) {
            require(security.write(
                    LwM2mServer.SYSTEM,
                    new BootstrapWriteRequest(
                            new LwM2mPath(LwM2mId.SECURITY, id, LwM2mId.SEC_BOOTSTRAP),
                            LwM2mSingleResource.newBooleanResource(LwM2mId.SEC_BOOTSTRAP, false),
                            ContentFormat.SENML_JSON)));
        }
    }

    private static List<LwM2mObjectEnabler> bootstrapped(LwM2mObjectTree tree) {
        return BOOTSTRAPPED.stream()
                .filter(tree.getObjectEnablers()::containsKey)
                .map(tree::getObjectEnabler)
                .toList();
    }

    private static void require(LwM2mResponse response) {
        if (response.isFailure()) {
            throw new IllegalStateException("objects cannot be restored: " + response);
        }
    }
}
