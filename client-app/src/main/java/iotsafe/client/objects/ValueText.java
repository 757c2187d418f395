package iotsafe.client.objects;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.util.datatype.ULong;

/**
 * A value of LwM2M as the host writes it: numbers in decimal, Boolean as 1, 0, true or false, Time as seconds since 1970 or ISO 8601,
 * Objlnk as {@code 3:0}, Opaque as its bytes. A resource with instances is a line each, numbered from 0, an opaque line in Base64.
 *
 * @see "OMA LwM2M Core 1.1, Appendix C"
 */
final class ValueText {
    private static final Set<ResourceModel.Type> KNOWN = Set.of(
            ResourceModel.Type.STRING,
            ResourceModel.Type.INTEGER,
            ResourceModel.Type.UNSIGNED_INTEGER,
            ResourceModel.Type.FLOAT,
            ResourceModel.Type.BOOLEAN,
            ResourceModel.Type.OPAQUE,
            ResourceModel.Type.TIME,
            ResourceModel.Type.OBJLNK);

    private ValueText() {}

    /** Whether values of this type can be mapped. */
    static boolean isKnown(ResourceModel.Type type) {
        return KNOWN.contains(type);
    }

    /** Reads what a source gave. */
    static LwM2mResource read(ResourceModel model, byte[] content) throws SourceException {
        try {
            if (!model.multiple) {
                Object value = model.type == ResourceModel.Type.OPAQUE ? content : value(model.type, text(content));
                return LwM2mSingleResource.newResource(model.id, value, model.type);
            }
            Map<Integer, Object> values = new LinkedHashMap<>();
            for (String line : text(content).lines().toList()) {
                values.put(
                        values.size(),
                        model.type == ResourceModel.Type.OPAQUE
                                ? Base64.getDecoder().decode(line)
                                : value(model.type, line));
            }
            return LwM2mMultipleResource.newResource(model.id, values, model.type);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new SourceException("what it holds is no value of type %s".formatted(model.type), e);
        }
    }

    /** Writes a value for a source. */
    static byte[] write(LwM2mResource resource) {
        if (!resource.isMultiInstances()) {
            return resource.getType() == ResourceModel.Type.OPAQUE
                    ? ((byte[]) resource.getValue()).clone()
                    : text(resource.getValue()).getBytes(StandardCharsets.UTF_8);
        }
        List<String> lines = new ArrayList<>();
        for (LwM2mResourceInstance instance : new TreeMap<>(resource.getInstances()).values()) {
            lines.add(text(instance.getValue()).replace("\n", " "));
        }
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Object value(ResourceModel.Type type, String text) {
        return switch (type) {
            case STRING -> text;
            case INTEGER -> Long.valueOf(text.strip());
            case UNSIGNED_INTEGER -> ULong.valueOf(text.strip());
            case FLOAT -> number(text.strip());
            case BOOLEAN -> truth(text.strip());
            case TIME -> time(text.strip());
            case OBJLNK -> ObjectLink.fromPath(text.strip());
            default -> throw new IllegalArgumentException("a value of type " + type);
        };
    }

    /** {@link Double#valueOf(String)} would take "NaN", "1f" and hexadecimal. */
    private static Double number(String text) {
        return new BigDecimal(text).doubleValue();
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw new IllegalArgumentException("no truth value");
        };
    }

    private static Date time(String text) {
        return Date.from(
                text.matches("-?\\d{1,12}") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text));
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof Date date) {
            return Long.toString(date.toInstant().getEpochSecond());
        }
        if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        }
        return value instanceof ObjectLink link
                ? link.getObjectId() + ":" + link.getObjectInstanceId()
                : value.toString();
    }

    /** The line end that programs put after a value is none of it. */
    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    }
}
