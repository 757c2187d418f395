package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardReaders;
import iotsafe.credentials.applet.IotSafeApplet;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The card that a provider's argument names: a reader's address, or the path of a properties file with {@code reader} (an address) and,
 * optionally, {@code applet} (an AID in hexadecimal).
 *
 * <p>The argument is read at first use. Java drops a provider that refuses its argument without a word, and the program would then hear only
 * that there is no such key store; and while {@code java.security} is being read, nothing else should be loaded.
 */
final class ConfiguredCard implements CardSource {
    /** Two characters or more before the colon, so that {@code C:\} is a path. */
    private static final Pattern ADDRESS = Pattern.compile("[a-z][a-z0-9]+:.*", Pattern.DOTALL);

    private static final String READER = "reader";
    private static final String APPLET = "applet";

    private final String argument;
    private @Nullable SecureElement card;

    ConfiguredCard(String argument) {
        this.argument = argument.strip();
    }

    @Override
    public synchronized SecureElement card() throws CardException.Refused {
        SecureElement known = card;
        if (known == null) {
            known = applet();
            closeAtExit(known);
            card = known;
        }
        return known;
    }

    /** No JCA service is ever closed, but a logical channel should be: a card has few. */
    private static void closeAtExit(SecureElement opened) throws CardException.Refused {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(opened::close, "iotsafe-close"));
        } catch (IllegalStateException e) {
            throw new CardException.Refused("the card is not opened any more: this program is stopping");
        }
    }

    private IotSafeApplet applet() throws CardException.Refused {
        try {
            if (ADDRESS.matcher(argument).matches()) {
                return new IotSafeApplet(CardReaders.at(argument));
            }
            Properties file = file();
            return new IotSafeApplet(
                    CardReaders.at(required(file)),
                    Optional.ofNullable(file.getProperty(APPLET)).map(ConfiguredCard::aid));
        } catch (IllegalArgumentException e) {
            throw new CardException.Refused("the argument of the provider %s, \"%s\": %s"
                    .formatted(IotSafeProvider.NAME, argument, e.getMessage()));
        }
    }

    private Properties file() {
        Properties read = new Properties();
        try (Reader text = Files.newBufferedReader(Path.of(argument), StandardCharsets.UTF_8)) {
            read.load(text);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "neither a reader's address, such as \"pcsc:\", nor a properties file that can be read (%s)"
                            .formatted(e),
                    e);
        }
        for (String name : read.stringPropertyNames()) {
            if (!name.equals(READER) && !name.equals(APPLET)) {
                throw new IllegalArgumentException(
                        "property \"%s\" is unknown; there are \"%s\" and \"%s\"".formatted(name, READER, APPLET));
            }
        }
        return read;
    }

    private static String required(Properties file) {
        String reader = file.getProperty(READER);
        if (reader == null) {
            throw new IllegalArgumentException("property \"%s\" is missing: write %s=pcsc:".formatted(READER, READER));
        }
        return reader.strip();
    }

    private static Bytes aid(String hex) {
        try {
            return Bytes.ofHex(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "property \"%s\" is not hexadecimal, two digits a byte".formatted(APPLET), e);
        }
    }
}
