package iotsafe.client.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the configuration: one YAML 1.2 file, each key of which an environment variable can override. */
public final class ConfigReader {
    /** Bytes of a file, characters of a text: many times what a configuration needs. */
    static final int LARGEST_FILE = 256 * 1024;

    private ConfigReader() {}

    /**
     * Reads a file and the environment of this process.
     *
     * @throws ConfigException with every mistake there is
     */
    public static AgentConfig read(Path file) throws ConfigException {
        return read(file, System.getenv());
    }

    /**
     * Reads a file.
     *
     * @param file UTF-8, at most 256 KiB
     * @param environment variables by name, as for {@link #read(String, String, Map)}
     * @throws ConfigException with every mistake there is
     */
    public static AgentConfig read(Path file, Map<String, String> environment) throws ConfigException {
        return read(file.toString(), text(file), environment);
    }

    /**
     * Reads a text.
     *
     * @param name what messages call the text, a file's name
     * @param text YAML, at most 256 Ki characters
     * @param environment variables by name: {@code IOTSAFE_} and the key's path in upper case, {@code _} for dot and
     *     hyphen; an empty one is as if not set, one that belongs to no key is a mistake, those of other programs are passed over
     * @throws ConfigException with every mistake there is
     */
    public static AgentConfig read(String name, String text, Map<String, String> environment) throws ConfigException {
        if (text.length() > LARGEST_FILE) {
            throw tooLarge(name);
        }
        Problems problems = new Problems();
        SourceText source = new SourceText(name, withoutByteOrderMark(text));
        Optional<Node> root = YamlText.compose(source, problems);
        if (root.isEmpty()) {
            throw problems.toException();
        }
        return new Binder(Settings.read(source, root.get(), environment, problems), problems).bind();
    }

    private static String text(Path file) throws ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST_FILE + 1);
            if (content.length > LARGEST_FILE) {
                throw tooLarge(file.toString());
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (NoSuchFileException e) {
            throw unreadable(file.toString(), "there is no such file", "config/agent.yaml is a sample to start from");
        } catch (AccessDeniedException e) {
            throw unreadable(
                    file.toString(),
                    "it may not be read by this user",
                    "give the user of the agent the right to read it");
        } catch (CharacterCodingException e) {
            throw unreadable(file.toString(), "it is not UTF-8", "save it in UTF-8");
        } catch (IOException e) {
            throw unreadable(file.toString(), "it cannot be read: " + e.getMessage(), null);
        }
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static ConfigException tooLarge(String name) {
        return unreadable(
                name,
                "it is larger than %d KiB".formatted(LARGEST_FILE / 1024),
                "this is hardly the agent's configuration; name another file");
    }

    private static ConfigException unreadable(String name, String message, @Nullable String hint) {
        Problems problems = new Problems();
        problems.add(new Place.WholeFile(name), message, hint);
        return problems.toException();
    }
}
