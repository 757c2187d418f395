package iotsafe.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;

/** A card's memory as JSON: bytes are hex, numbers are numbers, every field is required. */
final class MemoryJson {
    private static final String FORMAT = "iotsafe-software-sim";
    private static final int VERSION = 1;

    private MemoryJson() {}

    static ObjectNode write(ObjectNode root, SimMemory memory) {
        root.put("warning", "private keys in the clear: a software SIM protects nothing");
        root.put("format", FORMAT);
        root.put("version", VERSION);
        root.put("profile", memory.profile().name());
        root.put("protocol", memory.protocol().name());
        root.put("aid", memory.aid().toString());
        root.put("iccid", memory.iccid());
        write(root.putObject("application"), memory.application());
        if (!memory.bootstrapFile().isEmpty()) { // an optional field: cards without one are written as ever
            root.put("bootstrapFile", memory.bootstrapFile().toString());
        }
        for (Container object : memory.objects()) {
            write(root.withArray("/objects").addObject(), object);
        }
        root.withArray("/objects"); // present even when empty
        return root;
    }

    static SimMemory read(JsonNode root) {
        if (!root.path("format").asText().equals(FORMAT)) {
            throw new IllegalArgumentException("the field \"format\" is not \"" + FORMAT + "\"");
        }
        int version = number(root, "version");
        if (version != VERSION) {
            throw new IllegalArgumentException("it has version " + version + ", this program reads version " + VERSION
                    + "; use the program that wrote it");
        }
        SimMemory memory = SimMemory.blank(Profile.named(text(root, "profile")))
                .protocol(protocol(text(root, "protocol")))
                .aid(octets(root, "aid"))
                .iccid(text(root, "iccid"))
                .application(application(field(root, "application")));
        if (root.has("bootstrapFile")) {
            memory.bootstrapFile(octets(root, "bootstrapFile"));
        }
        for (JsonNode object : field(root, "objects")) {
            memory.add(container(object));
        }
        return memory;
    }

    private static void write(ObjectNode node, ApplicationData application) {
        node.put("version", application.version());
        node.put("identifier", application.identifier().toString());
        node.put("maxFiles", application.maxFiles());
        node.put("maxPrivateKeys", application.maxPrivateKeys());
        node.put("maxPublicKeys", application.maxPublicKeys());
        node.put("maxSecretKeys", application.maxSecretKeys());
        node.put("functions", application.functions());
        node.put("hashes", application.hashes());
        node.put("signatures", application.signatures());
        node.put("agreements", application.agreements());
        node.put("derivations", application.derivations());
        node.put("maxSessions", application.maxSessions());
    }

    private static ApplicationData application(JsonNode node) {
        return new ApplicationData(
                number(node, "version"),
                octets(node, "identifier"),
                number(node, "maxFiles"),
                number(node, "maxPrivateKeys"),
                number(node, "maxPublicKeys"),
                number(node, "maxSecretKeys"),
                number(node, "functions"),
                number(node, "hashes"),
                number(node, "signatures"),
                number(node, "agreements"),
                number(node, "derivations"),
                number(node, "maxSessions"));
    }

    private static void write(ObjectNode node, Container object) {
        node.put("kind", object.kind().name());
        node.put("id", object.id().toString());
        node.put("label", object.label().toString());
        node.put("access", object.access());
        boolean kept = !(object instanceof KeyContainer key && key.isVolatile());
        node.put("value", kept ? object.value().toString() : "");
        if (object instanceof KeyContainer key) {
            node.put("type", key.type());
            node.put("usage", key.usage());
            node.put("functions", key.functions());
            node.put("signatures", key.signatures());
            node.put("hashes", key.hashes());
            node.put("agreements", key.agreements());
        } else if (object instanceof SecretContainer secret) {
            node.put("functions", secret.functions());
            node.put("derivations", secret.derivations());
        } else if (object instanceof FileContainer file) {
            node.put("usage", file.usage());
        }
    }

    private static Container container(JsonNode node) {
        ObjectKind kind = kind(text(node, "kind"));
        Octets label = octets(node, "label");
        Octets id = octets(node, "id");
        int access = number(node, "access");
        Octets value = octets(node, "value");
        return switch (kind) {
            case PRIVATE, PUBLIC ->
                new KeyContainer(
                        kind,
                        label,
                        id,
                        access,
                        number(node, "type"),
                        number(node, "usage"),
                        number(node, "functions"),
                        number(node, "signatures"),
                        number(node, "hashes"),
                        number(node, "agreements"),
                        keyValue(kind, id, number(node, "type"), value));
            case FILE -> new FileContainer(label, id, access, number(node, "usage"), value);
            case SECRET ->
                new SecretContainer(label, id, access, number(node, "functions"), number(node, "derivations"), value);
        };
    }

    private static Octets keyValue(ObjectKind kind, Octets id, int type, Octets value) {
        KeyAlgorithm algorithm = KeyAlgorithm.ofType(type);
        if (!value.isEmpty() && !algorithm.isValue(kind, value)) {
            throw new IllegalArgumentException("the value of " + kind + " " + id + " is not a key of " + algorithm);
        }
        return value;
    }

    private static Protocol protocol(String name) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.name().equals(name)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("the protocol \"" + name + "\" is not T0 or T1");
    }

    private static ObjectKind kind(String name) {
        for (ObjectKind kind : ObjectKind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("an object's kind \"" + name + "\" is unknown");
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode found = node.get(name);
        if (found == null) {
            throw new IllegalArgumentException("the field \"" + name + "\" is missing");
        }
        return found;
    }

    private static String text(JsonNode node, String name) {
        JsonNode found = field(node, name);
        if (!found.isTextual()) {
            throw new IllegalArgumentException("the field \"" + name + "\" is not text");
        }
        return found.textValue();
    }

    private static int number(JsonNode node, String name) {
        JsonNode found = field(node, name);
        if (!found.isInt() || found.intValue() < 0 || found.intValue() > 0xFFFF) {
            throw new IllegalArgumentException("the field \"" + name + "\" is not a number from 0 to 65535");
        }
        return found.intValue();
    }

    private static Octets octets(JsonNode node, String name) {
        String digits = text(node, name);
        try {
            return Octets.hex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the field \"" + name + "\" is not hex digits", e);
        }
    }
}
